"""When whom to call about a case: begins its ladder, takes the steps that are due, and writes the pages of a step.

Everything happens in the caller's transaction, with the case's row locked or new, so that a case never stands without
its calls. A case that is open must always have a next call.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.escalations.ladder import ladder_begins, step_due_at, step_people
from bot.protocol import Clinic, Level
from bot.records.case_models import Escalation, Page

UNSENT = ("pending", "failed")
_LONGEST = timedelta(days=60)


def begin_ladder(session: Session, *, case: Escalation, clinic: Clinic, now: datetime) -> None:
    """Call people about an open case from now on, routine from the next opening time on.

    What is due now is written at once. Pages of an earlier ladder of the case make it a new round.
    """
    case.ladder_began_at = ladder_begins(clinic, level=Level(case.level), raised_at=now)
    case.next_step, case.next_page_at = 0, case.ladder_began_at
    session.flush()
    last = session.scalar(select(func.max(Page.round)).where(Page.escalation_id == case.id))
    if last is not None and case.ladder_round <= last:
        case.ladder_round = last + 1
    if case.ladder_began_at <= now:
        take_steps(session, case=case, clinic=clinic, now=now)


def raise_ladder(session: Session, *, case: Escalation, clinic: Clinic, now: datetime) -> None:
    """The level rose, or a worse report came: everybody is called anew, also where somebody had acknowledged."""
    case.raised_at = now
    restart_ladder(session, case=case, clinic=clinic, now=now)


def restart_ladder(session: Session, *, case: Escalation, clinic: Clinic, now: datetime) -> None:
    """Nobody has the case any more: it is open again, and its ladder begins anew."""
    void_pages(session, case=case)
    case.state = "open"
    case.acknowledged_at = case.acknowledged_by = case.act_by = None
    case.ladder_round += 1
    begin_ladder(session, case=case, clinic=clinic, now=now)


def void_pages(session: Session, *, case: Escalation) -> None:
    """No page of the case that has not gone out yet shall go out."""
    session.execute(
        update(Page).where(Page.escalation_id == case.id, Page.state.in_(UNSENT)).values(state="void"),
    )


def take_steps(session: Session, *, case: Escalation, clinic: Clinic, now: datetime) -> None:
    """Call the people of the case's next step, and of the ones after it that are due too, each person once.

    A routine case calls nobody while the clinic is closed: then the step waits.
    """
    level = Level(case.level)
    if now - case.ladder_began_at > _LONGEST:
        # A clock that was wrong, or a row from before there were ladders: not every step since then is gone through.
        case.ladder_began_at, case.next_step = ladder_begins(clinic, level=level, raised_at=now), 0
        case.ladder_round += 1
    step, began_at = case.next_step, case.ladder_began_at
    may_call_at = ladder_begins(clinic, level=level, raised_at=now)
    if may_call_at > now:
        case.next_page_at = may_call_at
        return
    people = dict.fromkeys(step_people(clinic, level=level, step=step, at=now))
    while step_due_at(clinic, level=level, began_at=began_at, step=step + 1) <= now:
        step += 1
        people.update(dict.fromkeys(step_people(clinic, level=level, step=step, at=now)))
    unsent = select(Page.person, func.min(Page.made_at)).where(
        Page.escalation_id == case.id, Page.state.in_(UNSENT), Page.round == case.ladder_round
    )
    # Whoever could not be reached has waited since the first try: health goes by that.
    waited_since = {row[0]: row[1] for row in session.execute(unsent.group_by(Page.person))}
    # A newer page takes the place of the one that has not reached its person.
    session.execute(
        update(Page)
        .where(Page.escalation_id == case.id, Page.state.in_(UNSENT), Page.person.in_(people))
        .values(state="void")
    )
    for person in people:
        session.add(
            Page(
                clinic_id=case.clinic_id,
                escalation_id=case.id,
                round=case.ladder_round,
                step=step,
                person=person,
                level=case.level,
                made_at=waited_since.get(person, now),
                due_at=now,
                state="pending",
                contact=0,
                tries=0,
            )
        )
    case.next_step, case.next_page_at = step + 1, _next_due(case, clinic=clinic, now=now, step=step + 1)
    session.flush()


def _next_due(case: Escalation, *, clinic: Clinic, now: datetime, step: int) -> datetime:
    """The ladder's first due time after `now`: where steps were taken early, the time of an earlier one than `step`.

    So nobody is left uncalled for longer than the ladder says because somebody was called before the time.
    """
    level, began_at = Level(case.level), case.ladder_began_at
    while step > 0:
        earlier = step_due_at(clinic, level=level, began_at=began_at, step=step - 1)
        if earlier <= now:
            break
        step -= 1
    return step_due_at(clinic, level=level, began_at=began_at, step=step)


def hurry(session: Session, *, case: Escalation, page: Page, clinic: Clinic, now: datetime) -> None:
    """When none of a step's people could be reached, those of the next are called now, unless it adds nobody.

    With every provider down this ends with the step that calls everybody: the pages' own tries go on from there.
    """
    if case.state != "open" or page.round != case.ladder_round or case.next_page_at is None:
        return
    called = session.execute(
        select(Page.step, Page.person, Page.state).where(Page.escalation_id == case.id, Page.round == page.round)
    ).all()
    if any(one.step >= page.step and one.state in ("pending", "sent") for one in called):
        return
    following = step_people(clinic, level=Level(case.level), step=case.next_step, at=now)
    if set(following) - {one.person for one in called}:
        case.next_page_at = min(case.next_page_at, now)
