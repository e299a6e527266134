"""`link`: a link for one patient that names the treatment."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated

import typer

from bot.channels.web.links import make_link
from bot.cli.run import HOURS
from bot.clock import utc_now
from bot.protocol import Variant
from bot.records.encryption import find_keyring
from bot.settings import Settings, read_settings


def link(
    *,
    hours: Annotated[float, typer.Option(help="hours since the treatment, negative for one to come", **HOURS)],
    variant: Annotated[Variant, typer.Option(help="the treatment")],
    days: Annotated[float, typer.Option(help="days for which the link can be opened", min=1, max=365)] = 30,
) -> None:
    """Print a link that opens a chat which knows the treatment. It shows nobody anything that was written."""
    settings = read_settings()
    keyring = find_keyring(keys=settings.keys, file=settings.key_file, say=_warn)
    now = utc_now()
    typer.echo(
        make_link(
            keyring,
            address=_address(settings),
            treated_at=now - timedelta(hours=hours),
            variant=variant,
            until=now + timedelta(days=days),
        )
    )


def _address(settings: Settings) -> str:
    if settings.public_url or not _is_of_this_machine(settings.host):
        return settings.address
    _warn("WARNING: this link opens on this machine only. For real patients set AFTERCARE_PUBLIC_URL.")
    # 0.0.0.0 is where the application listens, and no address that a browser could open.
    return f"http://127.0.0.1:{settings.port}"


def _is_of_this_machine(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost"
    return address.is_unspecified or address.is_loopback


def _warn(words: str) -> None:
    typer.echo(words, err=True)
