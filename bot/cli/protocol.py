"""`protocol`: check, read and export the clinic's protocol."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.answers.compose import answer
from bot.answers.dialogue import Dialogue
from bot.answers.timing import Timing
from bot.cli.run import HOURS, unapproved_note
from bot.clock import utc_now
from bot.errors import SettingsError
from bot.protocol import Protocol, Variant, export_schema, load_protocol, protocol_table
from bot.settings import read_settings

app = typer.Typer(help="Check, read and export the clinic's protocol.", no_args_is_help=True)


def _load() -> Protocol:
    settings = read_settings()
    return load_protocol(settings.protocol_folder, clinic_file=settings.clinic_file)


@app.command()
def check() -> None:
    """Check every file of the protocol; each mistake is named with file, line and how to mend it."""
    protocol = _load()
    typer.echo(unapproved_note(protocol))
    typer.echo(f"{len(protocol.topics)} topics and {len(protocol.flags)} flags are in order.")


@app.command()
def show(
    topic: Annotated[str, typer.Argument(help="a topic's id, for example makeup")],
    *,
    hours: Annotated[
        float | None, typer.Option(help="hours since the treatment; without it, the general answer", **HOURS)
    ] = None,
    variant: Annotated[Variant | None, typer.Option(help="treatment; without it, the strictest of all")] = None,
    item: Annotated[str | None, typer.Option(help="an item of the topic, for example waxing")] = None,
) -> None:
    """Print what a patient is told about a topic at an hour."""
    protocol = _load()
    if topic not in protocol.topics:
        raise SettingsError(f"There is no topic {topic!r}. Topics: {', '.join(protocol.topics)}.")
    chosen = protocol.topics[topic]
    if item is not None and item not in chosen.items:
        raise SettingsError(f"Topic {topic} has no item {item!r}. Items: {', '.join(chosen.items) or 'none'}.")
    now = utc_now()
    dialogue = Dialogue.at_hours(hours, now=now, variant=variant)
    timing = Timing.of(protocol, now=now)
    reply = answer(protocol, topic=chosen, item=chosen.items[item] if item else None, dialogue=dialogue, timing=timing)
    Console(soft_wrap=True).print(reply.text, markup=False)


@app.command()
def export(
    *,
    schema: Annotated[Path | None, typer.Option(help="write the JSON Schemas for editors into this folder")] = None,
    table: Annotated[Path | None, typer.Option(help="write the whole truth table here, as Markdown")] = None,
    content: Annotated[Path | None, typer.Option(help="write the loaded protocol here, as JSON")] = None,
) -> None:
    """Write the schemas, the truth table or the whole protocol."""
    if not (schema or table or content):
        raise SettingsError("Say what to export: --schema FOLDER, --table FILE or --content FILE.")
    for path in (schema, table, content):
        if path and not path.parent.is_dir():
            raise SettingsError(f"The folder {path.parent} does not exist.")
    protocol = _load()
    if schema:
        schema.mkdir(exist_ok=True)
        for kind, described in export_schema().items():
            (schema / f"{kind}.schema.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    if table:
        table.write_text(protocol_table(protocol), encoding="utf-8")
    if content:
        content.write_text(json.dumps(protocol.content(), indent=2) + "\n", encoding="utf-8")
