"""Which calendar day the words mean: "last tuesday", "14/11", "the weekend", seen from today in the clinic's zone.

Promises the nearest past day, or for what is planned the nearest day ahead; of a stretch of days the latest past one,
so that no patient is taken to be further on than they are. None for a day that does not exist.
"""

from datetime import date, datetime, timedelta

from bot.understanding.times.said import Date, Mention, Period, Weekday

_SATURDAY, _SUNDAY = 5, 6
_LEAP_YEARS_APART = 8


def date_of(
    mention: Mention, *, now: datetime, future: bool, day_first: bool, today: int | None, that_day: date | None
) -> date | None:
    """The day of a mention that names one; `today` is the weekday that the patient takes today for."""
    here = now.date()
    if mention.that:
        return None if that_day is None else that_day + timedelta(days=mention.day or 0)
    if mention.day is not None:
        return here + timedelta(days=mention.day)
    if mention.weekday is not None:
        return _weekday(mention.weekday, here=here, future=future, today=today)
    if mention.date is not None:
        return _date(mention.date, here=here, future=future, day_first=day_first)
    if mention.period is not None:
        return _period(mention.period, here=here, future=future)
    return here + timedelta(days=(mention.span_days or 0) * (1 if future else -1))


def _weekday(said: Weekday, *, here: date, future: bool, today: int | None) -> date:
    monday = here - timedelta(days=here.weekday())
    if said.of_week:
        weeks = {"last": -1, "next": 1}.get(said.of_week, 0)
        return monday + timedelta(days=7 * weeks + said.index)
    if said.near_days is not None:
        base = here + timedelta(days=said.near_days if future else -said.near_days)
        off = (said.index - base.weekday() + 3) % 7 - 3
        return base + timedelta(days=off)
    if future or said.which == "next":
        ahead = (said.index - here.weekday()) % 7
        return here + timedelta(days=(ahead or (7 if said.which == "next" else 0)) + 7 * said.weeks)
    back = ((here.weekday() if today is None else today) - said.index) % 7
    weeks = said.weeks if said.which == "last" else 0
    return here - timedelta(days=(back or (7 if said.which == "last" else 0)) + 7 * weeks)


def _date(said: Date, *, here: date, future: bool, day_first: bool) -> date | None:
    if said.day is None:
        return _month(said, here=here, future=future)
    orders: list[tuple[int, int | None]] = [(said.day, said.month)]
    if said.figures_only and said.month is not None:
        swapped = (said.month, said.day)
        orders = [*orders, swapped] if day_first else [swapped, *orders]
    for day, month in orders:
        found = _nearest(day, month, said.year, here=here, future=future)
        if found is not None:
            return found
    return None


def _month(said: Date, *, here: date, future: bool) -> date:
    """Of a month the day nearest to today: the fewest days back, the first day to come."""
    month = said.month or here.month
    year = said.year or here.year + (month < here.month if future else -(month > here.month))
    first = date(year, month, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    if future:
        return min(max(first, here + timedelta(days=1)), last)
    return max(first, min(last, here - timedelta(days=1)))


def _nearest(day: int, month: int | None, year: int | None, *, here: date, future: bool) -> date | None:
    if year is not None:
        return _possible(year, month or here.month, day)
    step = 1 if future else -1
    if month is None:
        months = [here.year * 12 + here.month - 1 + step * count for count in range(13)]
        candidates = [_possible(index // 12, index % 12 + 1, day) for index in months]
    else:
        candidates = [_possible(here.year + step * count, month, day) for count in range(_LEAP_YEARS_APART + 1)]
    in_order = [found for found in candidates if found is not None]
    return next((found for found in in_order if (found >= here if future else found <= here)), None)


def _possible(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _period(period: Period, *, here: date, future: bool) -> date:
    monday = here - timedelta(days=here.weekday())
    if period == "last week":
        back = (here.weekday() - _SATURDAY) % 7 or 7
        return here - timedelta(days=max(back, 2))
    if period == "this week":
        return here + timedelta(days=1) if future else here - timedelta(days=1)
    if period == "next week":
        return monday + timedelta(days=7)
    if period == "last month":
        return min(here.replace(day=1) - timedelta(days=1), here - timedelta(days=3))
    if period == "next month":
        return (here.replace(day=1) + timedelta(days=32)).replace(day=1)
    return _weekend(here, future=future, last=period == "last weekend")


def _weekend(here: date, *, future: bool, last: bool) -> date:
    if last:
        back = (here.weekday() - _SUNDAY) % 7 or 7
        return here - timedelta(days=back)
    if here.weekday() >= _SATURDAY:
        return here
    ahead = _SATURDAY - here.weekday()
    return here + timedelta(days=ahead) if future else here - timedelta(days=here.weekday() + 1)
