"""Stops calling people because somebody acts, and says until when something has to be done.

A case that is acknowledged and not resolved has `act_by` set until the patient was answered, so that it comes back.
"""

from bot.escalations.acts.act import Act
from bot.escalations.ladder import act_by
from bot.escalations.paging.plan import void_pages


def acknowledge_open(act: Act) -> bool:
    """Acknowledge the case if nobody has yet: no page goes out for it any more. Whether it was open."""
    case = act.case
    if case.state != "open":
        return False
    case.state = "acknowledged"
    case.acknowledged_at, case.acknowledged_by = act.now, act.staff_id
    case.act_by = act_by(act.clinic, level=act.level, acknowledged_at=act.now)
    case.next_page_at = None
    void_pages(act.session, case=case)
    act.tell("acknowledged")
    return True


def move_on(act: Act) -> None:
    """Something was done: acknowledge, and count anew the time until the next thing has to be."""
    if not acknowledge_open(act) and act.case.act_by is not None:
        act.case.act_by = act_by(act.clinic, level=act.level, acknowledged_at=act.now)


def answered(act: Act) -> None:
    """The patient was answered: nothing is due until the patient writes again."""
    case = act.case
    acknowledge_open(act)
    case.act_by = None
    if case.answered_at is None or case.answered_at < case.raised_at:
        case.answered_at = act.now
