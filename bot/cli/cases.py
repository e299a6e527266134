"""`cases`: what waits for the clinic's staff."""

import typer
from rich.console import Console
from rich.table import Table

from bot.escalations.cases import open_cases
from bot.settings import read_settings
from bot.stack.application import open_records


def cases() -> None:
    """List the cases that wait for staff, the oldest first; no word and no name of a patient is shown."""
    settings = read_settings()
    with open_records(settings, say=typer.echo, makes_key=False) as (database, _):
        found = open_cases(database)
    if not found:
        typer.echo("No case is open.")
        return
    table = Table("opened at (UTC)", "level", "causes", "flags")
    # Whole on a narrow screen too: half an id finds nothing.
    table.add_column("conversation", min_width=32, overflow="fold")
    for case in found:
        table.add_row(
            f"{case.opened_at:%Y-%m-%d %H:%M}",
            case.level,
            ", ".join(case.causes),
            ", ".join(case.flags),
            case.conversation_id,
        )
    Console(soft_wrap=True).print(table)
