"""Days named from today in a message: "yesterday", "last tuesday", "the other day", "last week", "just now".

Promises that "sat" and "sun" are days only where the words around say so. Which date a day is, is not decided here.
"""

import re
from collections.abc import Iterator

from bot.understanding.times.said import Mention, Period, Relation, Weekday, Which
from bot.understanding.times.spellings import WEEKDAYS
from bot.understanding.times.tokens import Words
from bot.understanding.times.words import TREATMENT_NOUNS, word_set

_DAYS = (
    (re.compile(r"(?<!\S)(?:the )?day before yesterday(?!\S)"), -2),
    (re.compile(r"(?<!\S)(?:the )?day before last(?!\S)"), -2),
    (re.compile(r"(?<!\S)(?:the )?other day(?!\S)"), -2),
    (re.compile(r"(?<!\S)(?:the )?day after tomorrow(?!\S)"), 2),
    (re.compile(r"(?<!\S)yesterday(?!\S)"), -1),
    (re.compile(r"(?<!\S)(?:(?:earlier|later|early) )?today(?: (?:earlier|later))?(?!\S)"), 0),
    (re.compile(r"(?<!\S)earlier on(?!\S)"), 0),
    (re.compile(r"(?<!\S)tomorrow(?!\S)"), 1),
)
_DAY_AFTER = re.compile(
    r"(?<!\S)(?:(?<=its )|(?<=is )|(?<=now ))(?:only )?(?:the )?(?:day after|next day|morning after)(?!\S)"
)
_THAT_DAY = re.compile(r"(?<!\S)(?:that|the same|same) day(?!\S)")
_DAY_BEFORE = re.compile(
    r"(?<!\S)the (?:day|morning|night) before(?! (?:yesterday|last|my|the|i|it|having|treatment))(?!\S)"
)
_NIGHT_BEFORE_LAST = re.compile(r"(?<!\S)(?:the )?(?:night|evening) before last(?: night)?(?!\S)")
_PERIOD = re.compile(
    r"(?<!\S)(?:(?:earlier|later|sometime|at some point|early|late) )?(?:(?:at|on|over|in|for) )?(?:the )?"
    r"(?:(?P<which>last|this|next|this past) )?(?P<what>week|weekend|month)(?!\S)(?! (?:ago|after|post|later|before))"
)
_PERIODS: dict[tuple[str, str], tuple[Period, Relation]] = {
    ("last", "week"): ("last week", "past"),
    ("this past", "week"): ("last week", "past"),
    ("this", "week"): ("this week", "any"),
    ("next", "week"): ("next week", "future"),
    ("last", "month"): ("last month", "past"),
    ("next", "month"): ("next month", "future"),
    ("last", "weekend"): ("last weekend", "past"),
    ("this past", "weekend"): ("last weekend", "past"),
    ("this", "weekend"): ("weekend", "any"),
    ("next", "weekend"): ("weekend", "future"),
    ("", "weekend"): ("weekend", "any"),
}
_LIMITS = word_set("until till by before every each")
_NAMES = "|".join(WEEKDAYS)
_WEEKDAY = re.compile(
    rf"""(?<!\S)(?:(?P<count>[2-8])\ (?=(?:{_NAMES})\ ago))?
    (?P<lead>(?:(?:
        on|since|a|the|this|last|next|past|coming|until|till|by|before|every|each|from|for|(?<![0-9]\ )week
    )\ ){{0,4}})
    (?P<name>{_NAMES}|sat|sun)
    (?P<tail>(?:\ (?:just\ gone|just\ past|gone\ by|gone|last\ week|next\ week|week(?!\ (?:ago|post))|coming|ago))?)
    (?!\S)""",
    re.VERBOSE,
)
_NOT_SUN = word_set(
    "in to of direct hot some any much strong full more less avoid from under into bright out no safe get getting"
)
_AFTER_SUN = word_set(
    "cream screen burn exposure light hat protection tan tanning bathing bathe damage block lotion glasses bed "
    "beds out is rays spots safe and"
)
_NOT_SAT = word_set("i just we ive was she he they have you been being while")
_AFTER_SAT = word_set("in on down outside by for near under up with there inside out around next")
_JUST_NOW = re.compile(
    r"(?<!\S)(?:(?:just|only just|literally just) (?:now|home)|(?:a |1 )?(?:moment|second|sec|minute|moments) ago|"
    r"just (?:got|get|getting|came|arrived|come|coming) (?:back )?home|"
    r"just (?:left|leaving|got out|walked out|stepped out|came out|got back|come out|coming out|back)(?: (?:of|from))?|"
    r"just (?:had|got|did|done|finished|completed|been|gotten)"
    r"(?: (?:it|my|a|the|mine|this|done|by|you|me|face|skin|first|second|with|having))*|"
    r"on (?:my|the) way (?:home|back)(?: from)?|straight after)(?!\S)"
)
_GOES_ON = word_set("and but so can is are when how what should my i im with at now today its you")
_PLACES = word_set("clinic you your there yours spa practice treatment appointment session studio u salon")


def read_days(words: Words) -> Iterator[Mention]:
    """Each day, weekday and stretch of days that the message names."""
    for pattern, day in _DAYS:
        for match in pattern.finditer(words.line):
            start, end = words.span(*match.span())
            yield Mention(
                start, end, relation=_day_relation(words, start, day), day=day, vague="other day" in match.group()
            )
    for match in _NIGHT_BEFORE_LAST.finditer(words.line):
        yield Mention(*words.span(*match.span()), relation="past", day=-2, part="evening")
    for match in _DAY_AFTER.finditer(words.line):
        yield Mention(*words.span(*match.span()), relation="age", day=-1)
    for match in _THAT_DAY.finditer(words.line):
        yield Mention(*words.span(*match.span()), that=True)
    for match in _DAY_BEFORE.finditer(words.line):
        yield Mention(*words.span(*match.span()), that=True, day=-1)
    for match in _PERIOD.finditer(words.line):
        found = _PERIODS.get((match["which"] or "", match["what"]))
        start, end = words.span(*match.span())
        if found is not None and words.word(start - 1) not in {"every", "a", "per", "until", "by", "before"}:
            yield Mention(start, end, period=found[0], relation=found[1])
    for match in _WEEKDAY.finditer(words.line):
        start, end = words.span(*match.span())
        if match["name"] not in {"sat", "sun"} or _is_day(words, match, start=start, end=end):
            yield _weekday(match, start=start, end=end)
    yield from _just_now(words)


def _day_relation(words: Words, start: int, day: int) -> Relation:
    if words.word(start - 1) in {"until", "till", "by", "before", "every"}:
        return "blocked"
    if day < 0:
        return "past"
    return "future" if day > 0 or words.word(start) == "later" else "any"


def _weekday(match: re.Match[str], *, start: int, end: int) -> Mention:
    lead, tail, count = set(match["lead"].split()), match["tail"].strip(), match["count"]
    name = {"sat": "saturday", "sun": "sunday"}.get(match["name"], match["name"])
    relation, weekday = _which(WEEKDAYS.index(name), lead, tail, count)
    return Mention(start, end, relation=relation, weekday=weekday)


def _which(index: int, lead: set[str], tail: str, count: str | None) -> tuple[Relation, Weekday]:
    """Which of the days of that name, and its relation to now."""
    if lead & _LIMITS or {"on", "a"} == lead or (tail == "ago" and not count):
        return "blocked", Weekday(index)
    if tail in {"last week", "next week"}:
        return (
            ("past", Weekday(index, of_week="last"))
            if tail == "last week"
            else ("future", Weekday(index, of_week="next"))
        )
    if tail == "ago":
        return "past", Weekday(index, "last", int(count or 1) - 1)
    if lead & {"next", "coming"} or tail in {"week", "coming"}:
        return "future", Weekday(index, "next", 1 if tail == "week" else 0)
    if lead & {"last", "past"} or tail:
        return "past", Weekday(index, "last", 1 if "week" in lead else 0)
    which: Which = "this" if "this" in lead else ""
    weeks = 1 if "week" in lead else 0  # "my appointment is a week on friday"
    return ("past" if "since" in lead else "any"), Weekday(index, which, weeks)


def _is_day(words: Words, match: re.Match[str], *, start: int, end: int) -> bool:
    before, after = words.word(start - 1), words.word(end)
    lead = set(match["lead"].split())
    if lead & {"on", "last", "next", "since", "this", "coming", "past"} and "the" not in lead:
        return True
    if match["name"] == "sun":
        return not lead & {"the", "from", "for", "a", "before"} and before not in _NOT_SUN and after not in _AFTER_SUN
    return before not in _NOT_SAT and after not in _AFTER_SAT


def _just_now(words: Words) -> Iterator[Mention]:
    for match in _JUST_NOW.finditer(words.line):
        start, end = words.span(*match.span())
        if _ends_with_treatment(words, match.group(), end=end):
            yield Mention(start, end, relation="past", just_now=True)


def _ends_with_treatment(words: Words, said: str, *, end: int) -> bool:
    """Whether "just had", "just left", "just got home" lead to the treatment, or to nothing else."""
    if "you" in said.split():
        return True
    following = [words.word(place) for place in range(end, end + 3)]
    leads = bool(set(following) & (TREATMENT_NOUNS | _PLACES))
    if following[0] in {"from", "of"}:
        return leads
    if said.rsplit(maxsplit=1)[-1] in {"of", "from"}:
        return leads
    if said.endswith((" now", " home", " ago", " it", " done", " mine", " finished", "left", " out", " back")):
        return leads or said.endswith((" now", " ago")) or _ends(words, end) or following[0] in _PLACES
    return leads


def _ends(words: Words, end: int) -> bool:
    return end >= len(words.tokens) or words.tokens[end].kind != "word" or words.word(end) in _GOES_ON
