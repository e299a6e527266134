"""Cases written straight into the records, in any number, for the reading side."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.conversation.opening import open_conversation
from bot.records.base import DEFAULT_CLINIC, new_id
from bot.records.case_models import Escalation, Report
from bot.records.database import Database
from bot.records.models import Conversation, Message, Patient, Reply
from bot.records.staff_models import Staff


@dataclass
class Clinic:
    """Writes rows; every case has a patient of its own, a message and a report."""

    database: Database
    now: datetime
    sequences: dict[str, int] = field(default_factory=dict)

    def staff(self, name: str) -> str:
        with self.database.writing() as session:
            row = Staff(id=new_id(), login=f"{name}@clinic.example", name=name, role="staff", made_at=self.now)
            session.add(row)
            return row.id

    def case(
        self,
        *,
        level: str = "urgent",
        ago: float = 1,
        name: str | None = None,
        **columns: Any,  # noqa: ANN401
    ) -> str:
        """The id of a case that was opened `ago` hours ago."""
        return self.cases([{"level": level, "ago": ago, "name": name, **columns}])[0]

    def cases(self, wanted: list[dict[str, Any]]) -> list[str]:
        """The ids of many cases, written in one transaction."""
        ids = []
        with self.database.writing() as session:
            for columns in wanted:
                given = {"level": "urgent", "clinic_id": DEFAULT_CLINIC, "text": "yellow pus", **columns}
                at = self.now - timedelta(hours=given.pop("ago", 1))
                clinic_id, text = given["clinic_id"], given.pop("text")
                patient, conversation, message = new_id(), new_id(), new_id()
                phone = given.pop("phone", None)
                session.add(
                    Patient(id=patient, clinic_id=clinic_id, created_at=at, name=given.pop("name", None), phone=phone)
                )
                session.flush()
                session.add(
                    Conversation(
                        id=conversation,
                        clinic_id=clinic_id,
                        patient_id=patient,
                        channel="web",
                        opened_at=at,
                        changed_at=at,
                    )
                )
                session.flush()
                session.add(
                    Message(
                        id=message,
                        clinic_id=clinic_id,
                        conversation_id=conversation,
                        channel="web",
                        sequence=1,
                        text=text,
                        received_at=at,
                        state="answered",
                    )
                )
                moments = {"opened_at": at, "raised_at": at, "ladder_began_at": at}
                case = Escalation(id=new_id(), conversation_id=conversation, **(moments | given))
                session.add(case)
                session.flush()
                session.add(
                    Report(
                        clinic_id=clinic_id,
                        escalation_id=case.id,
                        message_id=message,
                        cause="signs",
                        level=case.level,
                        flags=["infection"],
                        evidence={"text": text},
                        reported_at=at,
                    )
                )
                self.sequences[conversation] = 1
                ids.append(case.id)
        return ids

    def conversation_of(self, case_id: str) -> str:
        with self.database.reading() as session:
            return session.get_one(Escalation, case_id).conversation_id

    def says(self, case_id: str, text: str, *, staff_id: str | None = None, at: datetime | None = None) -> None:
        """A line of the patient's, or of a person of the staff."""
        conversation = self.conversation_of(case_id)
        self.sequences[conversation] += 1
        place = {"conversation_id": conversation, "channel": "web", "sequence": self.sequences[conversation]}
        with self.database.writing() as session:
            if staff_id is None:
                session.add(Message(text=text, received_at=at or self.now, state="answered", **place))
            else:
                words = {"text": text, "protocol_version": "", "created_at": at or self.now}
                session.add(Reply(staff_id=staff_id, speaker="Nurse", **words, **place))

    def another_conversation(self) -> str:
        return open_conversation(self.database, channel="web", now=self.now)


@pytest.fixture
def clinic(database: Database, now: datetime) -> Clinic:
    return Clinic(database, now)
