"""`chat`: a patient's conversation in the terminal, through the same path as every other channel."""

from datetime import timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bot.cli.run import HOURS, unapproved_note
from bot.cli.stack_of import running_bot
from bot.clock import utc_now
from bot.conversation.at_once import take_turn
from bot.conversation.opening import open_conversation
from bot.protocol import Variant
from bot.settings import read_settings


def chat(
    *,
    hours: Annotated[
        float | None, typer.Option(help="hours since the treatment that the clinic has on record", **HOURS)
    ] = None,
    variant: Annotated[Variant | None, typer.Option(help="treatment that the clinic has on record")] = None,
) -> None:
    """Talk to the bot as a patient; an empty line or Ctrl-D ends."""
    console = Console()
    with running_bot(read_settings(), say=lambda words: console.print(f"[dim]{escape(words)}[/dim]")) as bot:
        console.print(f"[dim]{escape(unapproved_note(bot.protocol))}[/dim]")
        treated_at = None if hours is None else utc_now() - timedelta(hours=hours)
        conversation = open_conversation(
            bot.database, channel="terminal", now=utc_now(), treated_at=treated_at, variant=variant
        )
        console.print(f"[green]bot>[/green] {escape(bot.protocol.say('start'))}")
        while text := _read_line():
            turn = take_turn(bot, conversation_id=conversation, channel="terminal", text=text)
            for reply in turn.replies:
                console.print(f"[green]bot>[/green] {escape(reply.text)}")
                if reply.quick_replies:
                    console.print(f"     [dim]{escape(' | '.join(reply.quick_replies))}[/dim]")


def _read_line() -> str:
    try:
        return input("you> ").strip()
    except EOFError:
        return ""
