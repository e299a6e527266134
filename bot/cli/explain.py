"""`explain`: what is read in a message, in which context, and what follows from it."""

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bot.answers.dialogue import Dialogue
from bot.cli.run import HOURS
from bot.clock import utc_now
from bot.conversation.rasa_client import RasaClient
from bot.errors import RasaError
from bot.protocol import Variant
from bot.settings import Settings, read_settings
from bot.stack.application import load_screen, load_settings_protocol
from bot.triage.decision import Decision, decide
from bot.triage.reading import Reading
from bot.triage.safety_state import SafetyState
from bot.triage.second_opinion import second_opinion
from bot.understanding.signs import describe


def explain(
    text: Annotated[str, typer.Argument(help="a message, as a patient might write it")],
    *,
    hours: Annotated[float | None, typer.Option(help="hours since the treatment", **HOURS)] = None,
    variant: Annotated[Variant | None, typer.Option(help="the treatment")] = None,
) -> None:
    """Print the signs read in a message, and the decision with its reasons; with a running bot, the model's too."""
    settings = read_settings()
    now = utc_now()
    screen = load_screen(settings, protocol=load_settings_protocol(settings))
    dialogue = Dialogue.at_hours(hours, now=now, variant=variant)
    look = screen.look(text, findings=screen.read(text), dialogue=dialogue, state=SafetyState(), now=now)
    console = Console(soft_wrap=True)
    for line in describe(look.findings) or ["no sign was read"]:
        console.print(escape(line))
    _print_decision(console, "the screen", decide(look.reasons))
    reading = _reading(settings, text=text, dialogue=dialogue, now=now.isoformat())
    if reading is None:
        console.print("[dim]No bot is running (make run): the model was not asked.[/dim]")
        return
    console.print(f"the model: routine {reading.routine:.2f}, urgent {reading.urgent:.2f}, ", end="")
    console.print(f"emergency {reading.emergency:.2f}; {next(iter(reading.flags))}")
    reasons = (*look.reasons, *second_opinion(reading, findings=look.findings, expected=look.expected))
    _print_decision(console, "both together", decide(reasons))


def _print_decision(console: Console, whose: str, decision: Decision) -> None:
    flags = f" ({', '.join(decision.flags)})" if decision.flags else ""
    console.print(f"[bold]{whose}: {decision.outcome}, {decision.level}{flags}[/bold]")
    for reason in decision.reasons:
        asks = ", to be asked" if reason.asks else ""
        score = "" if reason.score is None else f", {reason.score:.2f}"
        console.print(escape(f"  {reason.level} {reason.flag}: {reason.rule}{score}{asks}  {reason.phrase!r}"))


def _reading(settings: Settings, *, text: str, dialogue: Dialogue, now: str) -> Reading | None:
    with RasaClient(settings.rasa_url, answers_within_s=settings.rasa_answers_within_s) as rasa:
        if not rasa.ready():
            return None
        try:
            return rasa.ask(text, sender="explain", metadata={"now": now, "dialogue": dialogue.to_json()}).reading
        except RasaError:
            return None
