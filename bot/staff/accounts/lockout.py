"""How long an account is shut after wrong passwords and codes.

The longest time is an hour: whoever knows a nurse's address must not be able to keep the nurse out for a day.
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


def is_shut(staff: Staff, *, now: datetime) -> bool:
    """Whether the account takes no password and no code just now."""
    return staff.locked_until is not None and now < staff.locked_until


def count_failure(staff: Staff, *, now: datetime) -> bool:
    """Count one in the row; True where it shuts the account."""
    staff.failures += 1
    shut = shut_for(staff.failures)
    if shut is not None:
        staff.locked_until = now + shut
    return shut is not None


def forget_failures(staff: Staff) -> None:
    """After a whole sign-in, and when an admin helps."""
    staff.failures, staff.locked_until = 0, None
