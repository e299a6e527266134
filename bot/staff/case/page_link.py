"""The link in a page for a person on call: a sealed note of which page it was, and of when the link was made.

It holds no patient, no case and no person, opens nothing without a sign-in, and ends after a day.
"""

from datetime import datetime, timedelta
from typing import Final, Literal

from pydantic import AwareDatetime, BaseModel, ValidationError

from bot.errors import AftercareError
from bot.records.encryption import Keyring, KeyringError

HOLDS: Final = timedelta(hours=24)
PATH: Final = "/staff/p"
_LONGEST = 800

Why = Literal["forged", "expired", "used"]


class LinkRefusedError(AftercareError):
    """The link does nothing; `why` is a code, `page_id` the page where the link itself is ours."""

    def __init__(self, why: Why, *, page_id: str | None = None) -> None:
        super().__init__(f"The link is refused ({why}).")
        self.why: Why = why
        self.page_id = page_id


class _Note(BaseModel):
    # Other things are sealed with the same keys: none of them may pass for a link.
    of: Literal["page link"] = "page link"
    page_id: str
    made_at: AwareDatetime


def page_link(keyring: Keyring, *, address: str, page_id: str, now: datetime) -> str:
    """The link for a page, on the staff side at `address` (no slash at its end); it holds for 24 hours."""
    sealed = keyring.seal(_Note(page_id=page_id, made_at=now).model_dump_json())
    # The padding is left out: some programs that make links clickable stop before it.
    return f"{address}{PATH}/{sealed.rstrip('=')}"


def read_page_link(keyring: Keyring, *, token: str, now: datetime) -> str:
    """The page's id. Raises LinkRefusedError: forged (altered, or of something else) or expired."""
    if len(token) > _LONGEST:
        raise LinkRefusedError("forged")
    try:
        note = _Note.model_validate_json(keyring.open(token + "=" * (-len(token) % 4)))
    except (KeyringError, ValidationError):
        raise LinkRefusedError("forged") from None
    if now >= note.made_at + HOLDS:
        raise LinkRefusedError("expired", page_id=note.page_id)
    return note.page_id
