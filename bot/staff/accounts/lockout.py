"""How long an account is shut after wrong passwords and codes.

Counted apart for browsers in which the account signed in before (`known`) and for all others: whoever knows a nurse's
address must not be able to keep the nurse out. The longest time is an hour.
"""

from datetime import datetime, timedelta

from bot.records.staff_models import Staff

ALLOWED = 5
FIRST = timedelta(minutes=15)
LONGEST = timedelta(hours=1)


def shut_for(failures: int) -> timedelta | None:
    """For how long after so many failures in a row: from the fifth on, doubling; None: not."""
    if failures < ALLOWED:
        return None
    return min(FIRST * (1 << min(failures - ALLOWED, 10)), LONGEST)


def is_shut(staff: Staff, *, known: bool, now: datetime) -> bool:
    """Whether the account takes no password and no code just now from such a browser."""
    until = staff.known_locked_until if known else staff.locked_until
    return until is not None and now < until


def count_failure(staff: Staff, *, known: bool, now: datetime) -> int | None:
    """Count one in the row; how many there were, where it shuts the account for such browsers, else None."""
    failures = (staff.known_failures if known else staff.failures) + 1
    shut = shut_for(failures)
    until = None if shut is None else now + shut
    if known:
        staff.known_failures, staff.known_locked_until = failures, until or staff.known_locked_until
    else:
        staff.failures, staff.locked_until = failures, until or staff.locked_until
    return None if shut is None else failures


def forget_failures(staff: Staff, *, known: bool) -> None:
    """After a whole sign-in in such a browser. Those of the other kind stay: they were not this person's."""
    if known:
        staff.known_failures, staff.known_locked_until = 0, None
    else:
        staff.failures, staff.locked_until = 0, None


def forget_all_failures(staff: Staff) -> None:
    """When an admin helps."""
    for known in (True, False):
        forget_failures(staff, known=known)
