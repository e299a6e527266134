"""The load on the web chat, through everything a patient's message goes through: committed, answered, streamed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from uuid import uuid4

from bench.bot_process import BotProcess
from bench.client.browser import Browser
from bench.client.replies import Replies
from bench.figures import Answers
from bench.load import Ask, Play, Timing, closed_loop
from bench.messages import Scripts
from bench.own_process import in_own_process
from bench.process import cpu_s
from bot.stack.application import load_settings_protocol

ANSWERS_WITHIN_S = 60.0


@dataclass(frozen=True)
class Chat:
    """Where the bot is, the clinic's link, the safe sentence (no answer), and its processes."""

    url: str
    link: str
    safe: str
    application_pid: int
    rasa_pid: int


def chat_of(bot: BotProcess) -> Chat:
    """What the patients of a load need to know of a bot that is ready."""
    rasa = bot.rasa()
    return Chat(
        url=bot.settings.address,
        link=bot.link(),
        safe=load_settings_protocol(bot.settings).say("failed"),
        application_pid=bot.pid,
        rasa_pid=rasa.pid if rasa else 0,
    )


def web_player(chat: Chat) -> Play:
    """Plays scripts in the web chat; raises OSError when that cannot be reached or refuses."""

    def play(scripts: Scripts) -> Answers:
        return in_own_process(_play, chat, scripts)

    return play


@asynccontextmanager
async def web_conversation(chat: Chat) -> AsyncIterator[Ask]:
    """A new chat, opened with the clinic's link, with its stream open."""
    replies = Replies()
    browser = Browser(chat.url, on_entry=replies.take)
    try:
        await browser.open_session(link=chat.link)
        await browser.follow()
        yield partial(ask, browser, replies, chat.safe)
    finally:
        browser.close()


async def ask(browser: Browser, replies: Replies, safe: str, message: str) -> Timing | None:
    """Send it and wait until its reply is readable."""
    sent_at = perf_counter()
    accepted = await browser.say(message, message_id=str(uuid4()))
    reply = await replies.wait(accepted.sequence, within_s=ANSWERS_WITHIN_S)
    if reply is None or reply.text == safe:
        return None
    # The two come on two connections: a reply may be read before the word that its message was accepted.
    return Timing(sent_s=reply.at - sent_at, accepted_s=max(0.0, reply.at - accepted.accepted_at))


async def _play(chat: Chat, scripts: Scripts) -> Answers:
    # Rasa is a child of the application: one family.
    return await closed_loop(
        partial(web_conversation, chat), scripts=scripts, servers_cpu_s=partial(cpu_s, (chat.application_pid,))
    )
