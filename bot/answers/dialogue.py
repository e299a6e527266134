"""What one turn leaves for the next: the treatment as far as it is known, what was asked, what was talked about.

It is plain data that survives JSON, so that the application can keep it and hand it to Rasa with each message.
It must never hold a patient's words.
"""

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Literal, Self

from bot.protocol import Variant

Question = Literal["hour", "variant"]


@dataclass(frozen=True)
class Dialogue:
    """The state of one conversation between two turns."""

    treated_at: datetime | None = None
    precision: str | None = None
    recorded_by_clinic: bool = False
    variant: Variant | None = None
    asked_hour: bool = False
    asked_variant: bool = False
    pending: Question | None = None
    topics: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    @classmethod
    def at_hours(cls, hours: float | None, *, now: datetime, variant: Variant | None) -> Self:
        """The dialogue of a patient whose treatment the clinic has on record, `hours` before `now`."""
        if hours is None:
            return cls(variant=variant)
        treated_at = now - timedelta(hours=hours)
        return cls(treated_at=treated_at, precision="minute", recorded_by_clinic=True, variant=variant)

    def ask(self, question: Question) -> "Dialogue":
        """The dialogue after the bot has asked: each question is asked once."""
        if question == "hour":
            return replace(self, asked_hour=True, pending="hour")
        return replace(self, asked_variant=True, pending="variant")

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return values | {
            "treated_at": self.treated_at.isoformat() if self.treated_at else None,
            "topics": list(self.topics),
            "items": list(self.items),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """From `to_json`, or from part of it: what is absent takes its default."""
        known = {field.name: values[field.name] for field in fields(cls) if values.get(field.name) is not None}
        if "treated_at" in known:
            known["treated_at"] = datetime.fromisoformat(known["treated_at"])
        if "variant" in known:
            known["variant"] = Variant(known["variant"])
        for name in ("topics", "items"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)
