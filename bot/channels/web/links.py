"""The clinic's link for one patient: a sealed note of the treatment, so that the chat knows the hour from the start.

It carries no name, names no chat and opens none: whoever opens it gets a new chat with that treatment. A link that was
altered or has run out is the same as none.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ValidationError

from bot.protocol import Variant
from bot.records.base import new_id
from bot.records.encryption import Keyring, KeyringError

_LONGEST = 2_000


@dataclass(frozen=True)
class TreatmentLink:
    """What a link says. `nonce` tells two links apart."""

    treated_at: datetime
    variant: Variant | None
    nonce: str


class _Note(BaseModel):
    # Other things are sealed with the same keys: none of them may pass for a link.
    of: Literal["treatment link"] = "treatment link"
    treated_at: AwareDatetime
    variant: Variant | None
    until: AwareDatetime
    nonce: str


def make_link(keyring: Keyring, *, address: str, treated_at: datetime, variant: Variant | None, until: datetime) -> str:
    """A link to the chat at `address` that holds until a time. Raises ValidationError for a time without a zone."""
    note = _Note(treated_at=treated_at, variant=variant, until=until, nonce=new_id())
    # In the fragment, which browsers send to no server: it stands in no log.
    return f"{address}/#link={keyring.seal(note.model_dump_json())}"


def read_link(keyring: Keyring, *, token: str, now: datetime) -> TreatmentLink | None:
    """What the link says, or None when it was altered or has run out."""
    if len(token) > _LONGEST:
        return None
    try:
        note = _Note.model_validate_json(keyring.open(token))
    except (KeyringError, ValidationError):
        return None
    if now >= note.until:
        return None
    return TreatmentLink(treated_at=note.treated_at, variant=note.variant, nonce=note.nonce)


class _Treatment(BaseModel):
    of: Literal["treatment of a chat"] = "treatment of a chat"
    treated_at: AwareDatetime
    variant: Variant | None


def seal_treatment(keyring: Keyring, *, link: TreatmentLink | None) -> str:
    """What the cookie of a chat without rows keeps of its link; empty where there is none."""
    if link is None:
        return ""
    return keyring.seal(_Treatment(treated_at=link.treated_at, variant=link.variant).model_dump_json())


def open_treatment(keyring: Keyring, *, sealed: str) -> tuple[datetime | None, Variant | None]:
    """When and how the patient was treated. Raises KeyringError when the key is gone."""
    if not sealed:
        return None, None
    treatment = _Treatment.model_validate_json(keyring.open(sealed))
    return treatment.treated_at, treatment.variant
