"""patients, cases, the outbox and leases; what patients wrote is sealed"""

from datetime import UTC
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from bot.clock import utc_now
from bot.records.base import UtcTime
from bot.records.encryption import EncryptedJson, EncryptedText

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Values = dict[str, Any]

_OLD = ("reply", "treatment", "message", "conversation")


def upgrade() -> None:
    """Read the four tables of 0001, make them anew with their new columns, and fill them again, sealed."""
    connection = op.get_bind()
    before = sa.MetaData()
    before.reflect(connection, only=_OLD)
    old = {name: [_row(row) for row in connection.execute(before.tables[name].select())] for name in _OLD}
    for name in _OLD:
        op.drop_table(name)
    new = _create()
    for conversation in old["conversation"]:
        _carry_over(connection, conversation, old=old, new=new)


def _row(row: sa.Row[Any]) -> Values:
    """SQLite forgets the zone of a time."""
    return {
        name: value.replace(tzinfo=UTC)
        if name.endswith("_at") and value is not None and value.tzinfo is None
        else value
        for name, value in row._mapping.items()
    }


def _carry_over(
    connection: sa.Connection, conversation: Values, *, old: dict[str, list[Values]], new: dict[str, sa.Table]
) -> None:
    """One conversation with all that hangs on it; messages and replies are numbered in the order of their times.

    Nobody answers a message of long ago now: what has no reply goes to staff, and counts as answered.
    """
    opened_at, channel = conversation["opened_at"], conversation["channel"]
    patient = {"id": uuid4().hex, "clinic_id": conversation["clinic_id"], "created_at": opened_at}
    messages = [row for row in old["message"] if row["conversation_id"] == conversation["id"]]
    asked, said = [], []
    sequence = 0
    for message in sorted(messages, key=lambda row: row["received_at"]):
        sequence += 1
        asked.append({**message, "channel": channel, "sequence": sequence, "state": "answered", "tries": 0})
        replies = [row for row in old["reply"] if row["message_id"] == message["id"]]
        for reply in sorted(replies, key=lambda row: row.pop("position")):
            sequence += 1
            place = {"conversation_id": conversation["id"], "channel": channel, "sequence": sequence, "state": "sent"}
            said.append({**reply, **place})
    treatments = [row for row in old["treatment"] if row["conversation_id"] == conversation["id"]]
    rows = {
        "patient": [patient],
        "conversation": [
            {
                **conversation,
                # JSON's null was allowed.
                "dialogue": conversation["dialogue"] or {},
                "patient_id": patient["id"],
                "changed_at": opened_at,
                "last_sequence": sequence,
                "safety": {},
            }
        ],
        "message": asked,
        "reply": said,
        "treatment": [{**row, "patient_id": patient["id"]} for row in treatments],
        **_case(asked, answered={row["message_id"] for row in said}),
    }
    for name, several in rows.items():
        if several:
            connection.execute(new[name].insert(), several)


def _case(messages: list[Values], *, answered: set[str]) -> dict[str, list[Values]]:
    """One case for staff with a report for each message that got no reply: it may tell of a danger."""
    unanswered = [message for message in messages if message["id"] not in answered]
    if not unanswered:
        return {}
    now, clinic_id = utc_now(), unanswered[0]["clinic_id"]
    case = {
        "id": uuid4().hex,
        "clinic_id": clinic_id,
        "conversation_id": unanswered[0]["conversation_id"],
        "level": "urgent",
        "state": "open",
        "opened_at": now,
    }
    reports = [
        {
            "id": uuid4().hex,
            "clinic_id": clinic_id,
            "escalation_id": case["id"],
            "message_id": message["id"],
            "cause": "unanswered",
            "level": "urgent",
            "flags": [],
            "evidence": {"text": message["text"]},
            "reported_at": now,
        }
        for message in unanswered
    ]
    return {"escalation": [case], "report": reports}


def _create() -> dict[str, sa.Table]:
    tables: dict[str, sa.Table] = {}
    tables["patient"] = op.create_table(
        "patient",
        sa.Column("name", EncryptedText(), nullable=True),
        sa.Column("phone", EncryptedText(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("clinic_id", "phone_index"),
    )
    op.create_index("ix_patient_clinic_id", "patient", ["clinic_id"], unique=False)
    op.create_table(
        "protocol_version",
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("first_used_at", UtcTime(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("clinic_id", "version"),
    )
    op.create_index("ix_protocol_version_clinic_id", "protocol_version", ["clinic_id"], unique=False)
    tables["conversation"] = op.create_table(
        "conversation",
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("deleted_at", UtcTime(), nullable=True),
        sa.Column("dialogue", EncryptedJson(), nullable=False),
        sa.Column("safety", EncryptedJson(), nullable=False),
        sa.Column("unclear_at", UtcTime(), nullable=True),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("lease_token", sa.String(length=32), nullable=True),
        sa.Column("lease_until", UtcTime(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_conversation_changed_at", "conversation", ["changed_at"], unique=False)
    op.create_index("ix_conversation_clinic_id", "conversation", ["clinic_id"], unique=False)
    op.create_index("ix_conversation_unclear_at", "conversation", ["unclear_at"], unique=False)
    op.create_index("ix_conversation_patient_id", "conversation", ["patient_id"], unique=False)
    tables["escalation"] = op.create_table(
        "escalation",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_escalation_clinic_id", "escalation", ["clinic_id"], unique=False)
    op.create_index("ix_escalation_conversation_id", "escalation", ["conversation_id"], unique=False)
    op.create_index(
        "ix_escalation_one_open",
        "escalation",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("state != 'resolved'"),
        postgresql_where=sa.text("state != 'resolved'"),
    )
    op.create_index("ix_escalation_state", "escalation", ["state"], unique=False)
    tables["message"] = op.create_table(
        "message",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("external_id", sa.String(length=128), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("text", EncryptedText(), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=True),
        sa.Column("decision", EncryptedJson(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("conversation_id", "channel", "external_id"),
        sa.UniqueConstraint("conversation_id", "sequence"),
    )
    op.create_index("ix_message_clinic_id", "message", ["clinic_id"], unique=False)
    op.create_index("ix_message_conversation_id", "message", ["conversation_id"], unique=False)
    op.create_index("ix_message_state_conversation", "message", ["state", "conversation_id"], unique=False)
    tables["treatment"] = op.create_table(
        "treatment",
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("treated_at", UtcTime(), nullable=True),
        sa.Column("precision", sa.String(length=16), nullable=True),
        sa.Column("variant", sa.String(length=8), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_treatment_clinic_id", "treatment", ["clinic_id"], unique=False)
    op.create_index("ix_treatment_conversation_id", "treatment", ["conversation_id"], unique=False)
    op.create_index("ix_treatment_patient_id", "treatment", ["patient_id"], unique=False)
    op.create_index("ix_treatment_recorded_at", "treatment", ["recorded_at"], unique=False)
    tables["reply"] = op.create_table(
        "reply",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=True),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("text", EncryptedText(), nullable=False),
        sa.Column("quick_replies", sa.JSON(), nullable=False),
        sa.Column("protocol_version", sa.String(length=16), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("conversation_id", "sequence"),
    )
    op.create_index("ix_reply_clinic_id", "reply", ["clinic_id"], unique=False)
    op.create_index("ix_reply_conversation_id", "reply", ["conversation_id"], unique=False)
    op.create_index("ix_reply_message_id", "reply", ["message_id"], unique=False)
    op.create_index("ix_reply_state", "reply", ["state"], unique=False)
    tables["report"] = op.create_table(
        "report",
        sa.Column("escalation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=True),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("evidence", EncryptedJson(), nullable=False),
        sa.Column("reported_at", UtcTime(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["escalation_id"], ["escalation.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_report_clinic_id", "report", ["clinic_id"], unique=False)
    op.create_index("ix_report_escalation_id", "report", ["escalation_id"], unique=False)
    op.create_index("ix_report_message_id", "report", ["message_id"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("reply_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("attempted_at", UtcTime(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("error", sa.String(length=64), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_attempt_clinic_id", "attempt", ["clinic_id"], unique=False)
    op.create_index("ix_attempt_reply_id", "attempt", ["reply_id"], unique=False)
    return tables
