"""staff, the pages that call them, takeover, and the audit log"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.clock import utc_now
from bot.records.audit_triggers import refuse_changes
from bot.records.base import UtcTime
from bot.records.encryption import EncryptedJson, EncryptedText

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Every row gets its own times below; SQLite adds no column without a value.
_LONG_AGO = "1970-01-01 00:00:00+00:00"


def upgrade() -> None:
    """Add columns and tables; whoever waits since before the first page is paged now."""
    _extend_conversation_and_reply()
    _extend_escalation()
    _create_tables_of_a_case()
    _create_tables_of_staff()


def _extend_conversation_and_reply() -> None:
    for column in (
        sa.Column("taken_over_at", UtcTime(), nullable=True),
        sa.Column("taken_over_by", sa.String(length=32), nullable=True),
        sa.Column("staff_spoke_at", UtcTime(), nullable=True),
    ):
        op.add_column("conversation", column)
    op.create_index("ix_conversation_taken_over_at", "conversation", ["taken_over_at"])
    for column in (
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("speaker", EncryptedText(), nullable=True),
        sa.Column("external_id", sa.String(length=64), nullable=True),
    ):
        op.add_column("reply", column)
    op.create_index("ix_reply_external_id", "reply", ["conversation_id", "external_id"], unique=True)


def _extend_escalation() -> None:
    columns: tuple[sa.Column[Any], ...] = (
        sa.Column("raised_at", UtcTime(), nullable=False, server_default=_LONG_AGO),
        sa.Column("synthetic", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("ladder_round", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("ladder_began_at", UtcTime(), nullable=False, server_default=_LONG_AGO),
        sa.Column("next_step", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("next_page_at", UtcTime(), nullable=True),
        sa.Column("acknowledged_at", UtcTime(), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=32), nullable=True),
        sa.Column("act_by", UtcTime(), nullable=True),
        sa.Column("assignee_id", sa.String(length=32), nullable=True),
        sa.Column("promised_at", UtcTime(), nullable=True),
        sa.Column("late_told_at", UtcTime(), nullable=True),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.Column("resolved_at", UtcTime(), nullable=True),
        sa.Column("resolved_by", sa.String(length=32), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("judgement", sa.String(length=16), nullable=True),
    )
    for column in columns:
        op.add_column("escalation", column)
    for name in ("opened_at", "next_page_at", "act_by", "assignee_id", "promised_at", "resolved_at"):
        op.create_index(f"ix_escalation_{name}", "escalation", [name])
    case = sa.table(
        "escalation",
        sa.column("state", sa.String()),
        *(sa.column(name, UtcTime()) for name in ("opened_at", "raised_at", "ladder_began_at", "next_page_at")),
    )
    now = utc_now()
    op.execute(case.update().values(raised_at=case.c.opened_at, ladder_began_at=now))
    op.execute(case.update().where(case.c.state == "open").values(next_page_at=now))


def _create_tables_of_a_case() -> None:
    op.create_table(
        "page",
        _of_escalation(),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("contact", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease_until", UtcTime(), nullable=True),
        sa.Column("sent_at", UtcTime(), nullable=True),
        sa.Column("link_used_at", UtcTime(), nullable=True),
        *_ids(),
        sa.ForeignKeyConstraint(["escalation_id"], ["escalation.id"], ondelete="CASCADE"),
        sa.UniqueConstraint("escalation_id", "round", "step", "person"),
    )
    _index("page", "clinic_id", "escalation_id")
    op.create_index("ix_page_state_due", "page", ["state", "due_at"])
    op.create_table(
        "page_attempt",
        sa.Column("page_id", sa.String(length=32), nullable=False),
        sa.Column("contact", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("attempted_at", UtcTime(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("error", sa.String(length=64), nullable=True),
        *_ids(),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], ondelete="CASCADE"),
    )
    _index("page_attempt", "clinic_id", "page_id")
    op.create_table(
        "case_event",
        _of_escalation(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("details", EncryptedJson(), nullable=False),
        *_ids(),
        sa.ForeignKeyConstraint(["escalation_id"], ["escalation.id"], ondelete="CASCADE"),
        sa.UniqueConstraint("escalation_id", "number"),
    )
    _index("case_event", "clinic_id", "escalation_id")


def _create_tables_of_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("login", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", EncryptedText(), nullable=True),
        sa.Column("totp_confirmed_at", UtcTime(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=True),
        sa.Column("oidc_subject", sa.String(length=255), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcTime(), nullable=True),
        sa.Column("known_failures", sa.Integer(), nullable=False),
        sa.Column("known_locked_until", UtcTime(), nullable=True),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("disabled_at", UtcTime(), nullable=True),
        *_ids(),
        sa.UniqueConstraint("clinic_id", "login"),
        sa.UniqueConstraint("clinic_id", "oidc_subject"),
    )
    _index("staff", "clinic_id")
    op.create_table(
        "staff_session",
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("began_at", UtcTime(), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        *_ids(),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], ondelete="CASCADE"),
        sa.UniqueConstraint("token_hash"),
    )
    _index("staff_session", "clinic_id", "staff_id")
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("escalation_id", sa.String(length=32), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        *_ids(),
        sa.UniqueConstraint("clinic_id", "number"),
    )
    _index("audit_entry", "clinic_id", "conversation_id")
    refuse_changes(op.get_bind())


def _of_escalation() -> sa.Column[str]:
    return sa.Column("escalation_id", sa.String(length=32), nullable=False)


def _ids() -> tuple[sa.Column[str] | sa.PrimaryKeyConstraint, ...]:
    return (
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])
