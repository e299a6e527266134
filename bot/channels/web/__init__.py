"""The web chat: the patients' page, its calls and its stream of replies."""

from bot.channels.web.links import make_link
from bot.channels.web.web_chat import WebChat

__all__ = ["WebChat", "make_link"]
