"""`link`: a link for one patient that names the treatment."""

from datetime import timedelta
from typing import Annotated

import typer

from bot.channels.web.links import make_link
from bot.cli.run import HOURS
from bot.clock import utc_now
from bot.protocol import Variant
from bot.records.encryption import open_keyring
from bot.settings import read_settings


def link(
    *,
    hours: Annotated[float, typer.Option(help="hours since the treatment, negative for one to come", **HOURS)],
    variant: Annotated[Variant, typer.Option(help="the treatment")],
    days: Annotated[float, typer.Option(help="days for which the link can be opened", min=1, max=365)] = 30,
) -> None:
    """Print a link that opens a chat which knows the treatment. It shows nobody anything that was written."""
    settings = read_settings()
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    keyring = open_keyring(keys=settings.keys, file=settings.key_file, say=lambda words: typer.echo(words, err=True))
    now = utc_now()
    typer.echo(
        make_link(
            keyring,
            address=settings.address,
            treated_at=now - timedelta(hours=hours),
            variant=variant,
            until=now + timedelta(days=days),
        )
    )
