"""What the case's page is made of: the case as it was read, who looks at it, and what that person may do.

Reading changes nothing; that somebody has looked is written down by whoever shows the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.escalations.reading import CaseView, read_whole_case
from bot.escalations.reading.staff_names import staff_names
from bot.protocol import Level, Protocol
from bot.records.models import Reply
from bot.records.staff_models import Role, Staff
from bot.staff.access import CLINICIANS
from bot.staff.accounts.member import Member
from bot.staff.views import StaffSide

CASES = "/staff/cases"


@dataclass(frozen=True)
class Screen:
    """`names` are those of all staff by id, `colleagues` of those who can be handed a case, the member's own too.

    `others_lines` are the sequences of what colleagues have written to the patient.
    """

    view: CaseView
    me: Member
    protocol: Protocol
    names: Mapping[str, str]
    colleagues: Mapping[str, str]
    others_lines: frozenset[int]
    now: datetime

    @property
    def address(self) -> str:
        """The page's path."""
        return f"{CASES}/{self.view.case.id}"

    @property
    def reference(self) -> str:
        """A short name of the case that says nothing about the patient."""
        return self.view.case.id[:6]

    @property
    def taken_by(self) -> str | None:
        """The id of a colleague who has the case and can still sign in; None where it is free or one's own."""
        other = self.view.case.assignee_id
        return other if other != self.me.id and other in self.colleagues else None

    @property
    def may_resolve(self) -> bool:
        """Whether the member's role may end a case of this level."""
        return may_resolve(self.me.role, level=self.view.case.level)

    @property
    def may_lower(self) -> bool:
        """Whether the member's role may lower the level."""
        return self.me.role in CLINICIANS

    @property
    def may_wait(self) -> bool:
        """Whether it can be said that there is nothing to answer."""
        case = self.view.case
        answered = case.answered_at is not None and case.answered_at >= case.raised_at
        return case.state != "resolved" and answered and case.act_by is not None


def may_resolve(role: Role, *, level: Level) -> bool:
    """Whether the role may say that a case of this level has ended."""
    most = resolves_up_to(role)
    return most is None or level.rank <= most.rank


def resolves_up_to(role: Role) -> Level | None:
    """The highest level that the role may end, None for any: a clinician decides on what is urgent or an emergency."""
    return None if role in CLINICIANS else Level.routine


def read_screen(side: StaffSide, *, case_id: str, member: Member) -> Screen:
    """The case as it is now. Raises NotFoundError, also for a case of another clinic."""
    now = side.clock()
    with side.database.reading() as session:
        view = read_whole_case(session, case_id=case_id, clinic_id=member.clinic_id, now=now)
        names = staff_names(session, clinic_id=member.clinic_id)
        active = session.scalars(
            select(Staff.id)
            .where(Staff.clinic_id == member.clinic_id, Staff.disabled_at.is_(None))
            .order_by(Staff.name, Staff.id)
        ).all()
        others = session.scalars(
            select(Reply.sequence).where(
                Reply.conversation_id == view.case.conversation_id,
                Reply.staff_id.is_not(None),
                Reply.staff_id != member.id,
            )
        ).all()
    colleagues = {each: names[each] for each in active}
    return Screen(view, member, side.protocol, names, colleagues, frozenset(others), now)
