"""`link`: a link for one patient that names the treatment."""

from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
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
    days: Annotated[
        float,
        typer.Option(
            help="days for which the link can be opened; more than 30 may be cut short by `key forget-old`",
            min=1,
            max=365,
        ),
    ] = 30,
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
    if settings.public_url:
        return settings.address
    host = _number(settings.host)
    if settings.host == "localhost" or (host and (host.is_loopback or host.is_unspecified)):
        _warn("WARNING: this link opens on this machine only. For real patients set AFTERCARE_PUBLIC_URL.")
    if host and host.is_unspecified:
        # 0.0.0.0 is where the application listens, and no address that a browser could open.
        return f"http://127.0.0.1:{settings.port}"
    return settings.address


def _number(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _warn(words: str) -> None:
    typer.echo(words, err=True)
