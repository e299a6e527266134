"""Lays the figures out as sections: the words, the table of each, and what is drawn of it."""

from collections.abc import Mapping

from bot.protocol import Level
from bot.staff.figures.bar_chart import Column, bar_chart
from bot.staff.figures.case_facts import LEVELS
from bot.staff.figures.figures import Figures, Measure
from bot.staff.figures.layout import Hours, Row, Section, Sheet, Table
from bot.staff.figures.open_items import AGES
from bot.staff.figures.shares import JUDGEMENTS, Judged, Promises
from bot.staff.figures.times import Times
from bot.staff.figures.wording import minutes, percent, share

_SHORT_AGES = ("< 15 min", "< 1 h", "< 4 h", "< 24 h", "24 h +")
_TIMES_HEAD = ("done", "not yet", "median", "95 % within")
_JUDGED = {
    "right": "right level",
    "over_triaged": "too high (over-triaged)",
    "under_triaged": "too low (under-triaged)",
}
_SHORT_JUDGED = {"right": "right", "over_triaged": "too high", "under_triaged": "too low"}


def sheet(figures: Figures) -> Sheet:
    """The sections in the order of the page."""
    sections = (
        _open(figures.open),
        _took(
            figures.acknowledged,
            name="acknowledged",
            heading="Time until somebody acknowledged",
            what="acknowledged",
        ),
        _took(figures.answered, name="answered", heading="Time until a person answered", what="answered"),
        _promises(figures.promises),
        _judged(figures.judged),
    )
    return Sheet(cases=figures.cases, sections=sections)


def _open(open_: Mapping[Level, tuple[int, ...]]) -> Section:
    totals = [sum(open_[level][place] for level in LEVELS) for place in range(len(AGES))]
    rows = tuple(Row(str(level), (*(str(count) for count in open_[level]), str(sum(open_[level])))) for level in LEVELS)
    chart = bar_chart(
        [Column(words, count) for words, count in zip(_SHORT_AGES, totals, strict=True)],
        name="open",
        title="Open cases by age",
        description="A bar for each age; its height is the number of cases. The table has the same by level.",
    )
    head = ("level", *(words for words, _ in AGES), "all")
    words = "Cases that nobody has resolved, by how long ago they were opened."
    return Section("Open now", words, Table("Open cases by level and age", head, rows), chart)


def _took(measure: Measure, *, name: str, heading: str, what: str) -> Section:
    table = Table(
        f"{heading}, by level",
        ("level", *_TIMES_HEAD),
        tuple(Row(str(level), _cells(measure.by_level[level])) for level in LEVELS),
    )
    hours = tuple(
        _hours(measure.by_hour[level], name=f"{name}-{level}", level=level, what=what)
        for level in LEVELS
        if measure.by_level[level].done
    )
    words = (
        f'From when a case was opened or last became worse until it was {what}. "Not yet": open cases that are still '
        "waiting for it; they are not in the times."
    )
    return Section(heading, words, table, hours=hours)


def _hours(hours: tuple[Times, ...], *, name: str, level: Level, what: str) -> Hours:
    heading = f"{level.capitalize()}, by the hour in which it was raised"
    chart = bar_chart(
        [
            Column(f"{hour}", times.median, low=times.median, high=times.p95) if times.done else Column(f"{hour}", None)
            for hour, times in enumerate(hours)
        ],
        name=name,
        title=f"Minutes until {level} cases were {what}, by hour of the clinic's day",
        description="A bar is an hour's median; the line on it goes up to the 95th percentile. The table has both.",
        label_each=3,
    )
    rows = tuple(Row(f"{hour:02}:00", _cells(times)) for hour, times in enumerate(hours) if times.done or times.undone)
    caption = f"Until {level} cases were {what}, by hour of the clinic's day"
    return Hours(heading, chart, Table(caption, ("hour", *_TIMES_HEAD), rows))


def _cells(times: Times) -> tuple[str, ...]:
    return str(times.done), str(times.undone), minutes(times.median), minutes(times.p95)


def _promises(by_level: Mapping[Level, Promises]) -> Section:
    rows = tuple(
        Row(
            str(level),
            (
                str(each.kept.total),
                share(each.kept),
                str(each.undecided),
                f"{each.broken} broken" if each.broken else "none broken",
            ),
            late=each.broken > 0,
        )
        for level, each in by_level.items()
    )
    chart = bar_chart(
        [percent(str(level), each.kept) for level, each in by_level.items()],
        name="promises",
        title="Promises kept, in percent, by level",
        description="A bar is the share of patients answered by the time they were told; the line is its interval.",
        unit=" %",
        most=100,
    )
    words = (
        "Patients who were told by when a person answers, and were answered by then. In brackets: where the true share "
        'lies, with 95 % confidence. "Undecided": there is still time, or the case ended in time without an answer.'
    )
    table = Table("Promises by level", ("level", "decided", "kept", "undecided", "broken"), rows)
    return Section("Promises kept", words, table, chart)


def _judged(judged: Judged) -> Section:
    rows = tuple(
        Row(_JUDGED[each], (str(judged.shares[each].count), share(judged.shares[each]))) for each in JUDGEMENTS
    )
    chart = bar_chart(
        [percent(_SHORT_JUDGED[each], judged.shares[each]) for each in JUDGEMENTS],
        name="judged",
        title="How staff judged the level of cases, in percent",
        description="A bar is the share of the judged cases; the line is its interval.",
        unit=" %",
        most=100,
    )
    words = (
        f"What staff said of the bot's level when they resolved a case; {judged.unjudged} resolved cases were not "
        "judged. Messages that became no case are not in here."
    )
    return Section("Was the level right?", words, Table("Judgements", ("level was", "cases", "share"), rows), chart)
