"""`canary`: proves that a red flag still reaches somebody."""

from typing import Annotated

import typer

from bot.clock import utc_now
from bot.settings import read_settings
from bot.stack.application import open_records
from bot.stack.canary import Canary


def canary(
    *, within: Annotated[float, typer.Option(help="most seconds until the call has gone out", min=1, max=600)] = 60.0
) -> None:
    """Send a made-up red flag through the running bot; exit code 1 when no call goes out. To be run each hour."""
    settings = read_settings()
    with open_records(settings, say=typer.echo, makes_key=False) as (database, keyring):
        flight = Canary(database, keyring, address=settings.address, clock=utc_now, within_s=within)
        seconds = flight.fly()
    typer.echo(f"The call went out after {seconds:.1f} s.")
