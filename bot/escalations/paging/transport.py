"""Hands a page to a provider: by Apprise, which knows over a hundred, or to the terminal where the bot runs.

A send ends in time, whatever the provider does, and its outcome is a short code: a provider's own words, an address or
a password must never come out of here, also not into the log.
"""

import logging
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from apprise import Apprise, AppriseAsset

from bot.escalations.paging.page_text import PageText
from bot.protocol.on_call import FROM_ENVIRONMENT, TERMINAL

SEND_S = 10.0
# Below SEND_S together, so that a thread which nobody waits for any more ends soon too.
_CONNECT_S = 4.0
_READ_S = 5.0
_LONGEST_CODE = 64


class Transport(Protocol):
    """What sends a page. It must be safe to use from several threads, and must return within seconds."""

    def send(self, contact: str, /, text: PageText) -> str | None:
        """Send to a contact of clinic.yml. None: the provider took it; else a short code of why not."""
        ...


class CallsNobody:
    """For trials and measurements: whatever is sent counts as taken, and reaches nobody."""

    def send(self, contact: str, /, text: PageText) -> str | None:  # noqa: ARG002
        """Send nothing."""
        return None


@dataclass
class _Outcome:
    # What holds as long as the provider has not answered.
    error: str | None = "timeout"


@dataclass(frozen=True)
class AppriseTransport:
    """`say` shows a page at the terminal, `environment` holds the addresses that "env:NAME" names."""

    say: Callable[[str], None]
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    longest_s: float = SEND_S

    def __post_init__(self) -> None:
        # What these write names recipients, hosts, and paths with keys in them. Apprise sets its own level again.
        logging.getLogger("apprise").disabled = True
        logging.getLogger("urllib3").setLevel(logging.CRITICAL)

    def send(self, contact: str, /, text: PageText) -> str | None:
        """Send within `longest_s` seconds. Codes: not_set, unknown_contact, refused, timeout, or an error's type."""
        if contact == TERMINAL:
            self.say(f"PAGE {text.body}")
            return None
        url = (
            self.environment.get(contact.removeprefix(FROM_ENVIRONMENT))
            if contact.startswith(FROM_ENVIRONMENT)
            else contact
        )
        if not url:
            return "not_set"
        outcome = _Outcome()
        # A thread of its own, since a provider that hangs would keep one of a pool from other people's pages.
        sending = threading.Thread(target=_send, args=(url, text, outcome), name="page-send", daemon=True)
        sending.start()
        sending.join(self.longest_s)
        return outcome.error


def _send(url: str, text: PageText, outcome: _Outcome) -> None:
    try:
        outcome.error = _notify(url, text=text)
    except Exception as error:  # noqa: BLE001 - whatever a provider's plugin raises, the next contact is tried
        outcome.error = type(error).__name__[:_LONGEST_CODE]


def _notify(url: str, *, text: PageText) -> str | None:
    # The limits of time are those set here: Apprise's own end in a pool that hanging providers fill.
    asset = AppriseAsset(app_id="Aftercare", app_desc="Aftercare", service_timeout=0, language="en")
    service = Apprise.instantiate(url, asset=asset)
    if service is None:
        return "unknown_contact"
    service.socket_connect_timeout = min(service.socket_connect_timeout, _CONNECT_S)
    service.socket_read_timeout = min(service.socket_read_timeout, _READ_S)
    sender = Apprise(asset=asset)
    sender.add(service)
    return None if sender.notify(title=text.subject, body=text.body) else "refused"
