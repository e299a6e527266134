"""One act: its transaction, with the conversation and the case locked, and what it tells the history and the audit.

The conversation's row is locked before the case's, here and everywhere, so that no two transactions ever wait for each
other. The audit's entries are written last, because until the commit every other entry waits for them.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.escalations.acts.errors import NotFoundError, ReopenFirstError
from bot.escalations.events import add_event
from bot.protocol import Clinic, Level, Protocol
from bot.records.audit import record
from bot.records.case_models import Escalation
from bot.records.database import Database
from bot.records.models import Conversation

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_CONVERSATION_OF = select(Escalation.conversation_id).where(
    Escalation.id == bindparam("case_id"), Escalation.clinic_id == bindparam("clinic_id")
)
_CONVERSATION = select(Conversation).where(Conversation.id == bindparam("id")).with_for_update()
_CASE = select(Escalation).where(Escalation.id == bindparam("id")).with_for_update()


@dataclass(frozen=True)
class Actor:
    """The member of staff who acts."""

    id: str
    name: str
    clinic_id: str


@dataclass
class Act:
    """An act in its transaction. `staff` None: the bot's own, by the clock."""

    session: Session
    conversation: Conversation
    case: Escalation
    staff: Actor | None
    protocol: Protocol
    now: datetime
    _told: list[tuple[str, dict[str, str | int]]] = field(default_factory=list)

    @property
    def clinic(self) -> Clinic:
        """The clinic, as its file says."""
        return self.protocol.clinic

    @property
    def level(self) -> Level:
        """The case's level."""
        return Level(self.case.level)

    @property
    def staff_id(self) -> str | None:
        """Who acts; None for the bot."""
        return self.staff.id if self.staff else None

    def refuse_resolved(self) -> None:
        """Raises ReopenFirstError for a case that has ended."""
        if self.case.state == "resolved":
            raise ReopenFirstError

    def tell(
        self, kind: str, /, *, details: Mapping[str, Any] = _NOTHING, codes: Mapping[str, str | int] = _NOTHING
    ) -> None:
        """Write down that it was done: `codes` in the history and the audit, `details` in the sealed history alone."""
        self.tell_history(kind, details={**codes, **details})
        self._told.append((kind, dict(codes)))

    def tell_history(self, kind: str, /, *, details: Mapping[str, Any] = _NOTHING) -> None:
        """Write down what followed from it: in the case's history alone."""
        add_event(self.session, case=self.case, kind=kind, at=self.now, staff_id=self.staff_id, details=details)

    def audit(self) -> None:
        """Enter what was told into the audit log: the transaction's last act."""
        self.session.flush()
        for action, codes in self._told:
            record(
                self.session,
                at=self.now,
                staff_id=self.staff_id,
                action=action,
                conversation_id=self.case.conversation_id,
                escalation_id=self.case.id,
                details=codes,
                clinic_id=self.case.clinic_id,
            )


@contextmanager
def acting(database: Database, *, case_id: str, staff: Actor, protocol: Protocol, now: datetime) -> Iterator[Act]:
    """The act's transaction, committed whole at the end of the block. Raises NotFoundError."""
    with database.writing() as session:
        conversation_id = session.scalar(_CONVERSATION_OF, {"case_id": case_id, "clinic_id": staff.clinic_id})
        conversation = session.scalar(_CONVERSATION, {"id": conversation_id}) if conversation_id else None
        case = session.scalar(_CASE, {"id": case_id}) if conversation else None
        if conversation is None or case is None:
            raise NotFoundError
        act = Act(session, conversation, case, staff, protocol, now)
        yield act
        act.audit()
