"""Lengths of time in a message: "36 hrs ago", "a week and a half", "2-3 days post", "day 3".

Promises the fewest hours of a range, and tells the age of a treatment from the length of something else.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.understanding.times.relation import goes_on, is_at_most, relation_of, skip_back
from bot.understanding.times.said import Mention, Relation, Span
from bot.understanding.times.tokens import Words
from bot.understanding.times.words import TREATMENT_WORDS, word_set

HOURS = {"minute": 1 / 60, "hour": 1, "day": 24, "week": 168, "fortnight": 336, "month": 720, "year": 8760, "night": 24}
_COUNTS = {"couple": 2, "few": 3, "several": 4, "half": 0.5, "quarter": 0.25}
_FEW = ("few", "several")

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_UNIT = "|".join(unit for unit in HOURS if unit != "night") + r"|night(?=\ (?:ago|back))"
_SPAN = re.compile(
    rf"""(?<!\S)
    (?P<bound>(?:over|more\ than|greater\ than|at\ least|longer\ than|a\ good)\ (?:a\ )?)?
    (?:(?P<low>{_NUMBER})(?:\ (?:-|to|or)\ (?P<high>{_NUMBER})(?=\ ))?(?P<half>\ and\ (?:a\ )?half)?
      |(?P<slash>[0-9]{{1,2}}/[0-9]{{1,2}})
      |(?:a\ )?(?P<count>couple|few|several|half|quarter)(?:\ of)?(?:\ an?)?
      |(?P<one>an?|1\ whole)
      |(?=(?:{_UNIT})\ (?:ago|and\ a\ half)))
    (?P<plus>\ \+)?(?:\ (?:full|whole|solid|good|long|odd|short|or\ so))?\ ?
    (?P<unit>{_UNIT})
    (?P<tail_half>\ and\ (?:a\ )?half)?(?P<more>\ \+|\ or\ (?:more|longer)|\ plus)?(?:\ or\ so|\ ish)?
    (?!\S)""",
    re.VERBOSE,
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7}
_DAY_N = re.compile(
    rf"(?<!\S)(?:post )?(?P<unit>day|week|hour) (?P<number>[0-9]{{1,9}})(?!\S)|"
    rf"(?<!\S)(?P<shorthand>[0-9]{{1,2}}) dp[tp](?!\S)|(?<!\S)t \+ (?P<after>[0-9]{{1,2}})(?: day)?(?!\S)|"
    rf"(?<!\S)(?:(?P<nth>[0-9]{{1,2}})(?:st|nd|rd|th)|(?P<ordinal>{'|'.join(_ORDINALS)})) day(?!\S)"
)
_HEALING = word_set("healing recovery post aftercare downtime") | TREATMENT_WORDS
_NOT_AGES = word_set("every until till by before from after to period cycle accutane antibiotics")
_COMMONLY = word_set("the usually normally supposed always when worst often best")
_NOW = word_set("it today this now that so")
_LONG_AGO = re.compile(
    r"(?<!\S)(?:(?:ages|(?:quite )?a(?: long)? while|some time|a long time|long) (?:ago|back)|"
    r"(?P<longer>(?:much )?longer))(?!\S)"
)
_LONG_AGO_DAYS = 7
_LONGER_DAYS = 4  # the answer "Longer" stands after "2-3 days ago"


def read_spans(words: Words) -> Iterator[Mention]:
    """Each length of time in the message, with its relation to now."""
    for match in _SPAN.finditer(words.line):
        start, end = words.span(*match.span())
        plural = words.quote(start, end).casefold().split()[0].endswith("s")
        yield _related(words, Mention(start, end, span=_span(match, plural=plural)))
    for match in _DAY_N.finditer(words.line):
        start, end = words.span(*match.span())
        yield Mention(start, end, relation=_day_relation(words, start, end), span=_numbered(match))
    for match in _LONG_AGO.finditer(words.line):
        days = _LONGER_DAYS if match["longer"] else _LONG_AGO_DAYS
        relation: Relation = "bare" if match["longer"] else "past"
        start, end = words.span(*match.span())
        yield Mention(start, end, relation=relation, span=Span(days * 24.0, "day", at_least=True, vague=True))


def _span(match: re.Match[str], *, plural: bool) -> Span:
    unit, count = match["unit"], match["count"]
    number, exact = _number(match, plural=plural)
    if match["half"] or match["tail_half"]:
        number += 0.5
    return Span(
        hours=number * HOURS[unit],
        unit=unit,
        at_least=bool(match["bound"] or match["plus"] or match["more"]),
        vague=not exact or count in _FEW or unit in {"month", "year"},
    )


def _number(match: re.Match[str], *, plural: bool) -> tuple[float, bool]:
    """The number said (the fewest of a range), and whether it is one number."""
    if match["low"]:
        return min(float(match["low"]), float(match["high"] or match["low"])), match["high"] is None
    if match["slash"]:
        return min(float(figure) for figure in match["slash"].split("/")), False
    if match["count"]:
        return _COUNTS[match["count"]], True
    if match["one"] or match["tail_half"] or not plural:
        return 1.0, True
    return 2.0, False  # "days ago"


def _related(words: Words, mention: Mention) -> Mention:
    relation, start, end = relation_of(words, mention.start, mention.end)
    related = replace(mention, relation=relation, start=start, end=end)
    if related.span is not None and is_at_most(words, mention.start):
        return replace(related, span=Span(related.span.hours / 2, "hour", vague=True))
    return related


def _numbered(match: re.Match[str]) -> Span:
    """ "Day 3" is three whole days; "week 2" has begun after one."""
    if match["unit"] == "week":
        return Span(max(float(match["number"]) - 1, 0) * HOURS["week"], "week", vague=True)
    if match["unit"] == "hour":
        return Span(float(match["number"]), "hour")
    number = match["number"] or match["nth"] or match["shorthand"] or match["after"]
    return Span(float(number or _ORDINALS[match["ordinal"]]) * HOURS["day"], "day")


def _day_relation(words: Words, start: int, end: int) -> Relation:
    following = [words.word(place) for place in range(end, end + 4)]
    of_other = following[0] == "of" and not _HEALING & set(following[1:])
    of_all = following[0] in {"is", "was"} and following[1] in _COMMONLY  # "day 3 is the worst"
    asks = words.word(start - 1) == "is" and words.word(start - 2) not in _NOW and not goes_on(words, end)
    if asks or (words.word(start) == "hour" and following[0] not in {"after", "post", "since"}):
        return "blocked"
    said_as_nth = words.word(end - 1) == "day"
    if of_other or of_all or words.word(skip_back(words, start)) in _NOT_AGES:
        return "blocked"
    return (
        "age"
        if not said_as_nth or goes_on(words, end) or following[0] in {"after", "post", "of", "since"}
        else "blocked"
    )
