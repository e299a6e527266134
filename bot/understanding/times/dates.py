"""Calendar dates in a message: "14/11", "Nov 14", "the 14th", "2026-11-14", "in March".

Promises to keep an impossible date ("30 february") as it was said, so that it can be asked again. Which year it is, is
not decided here.
"""

import re
from collections.abc import Iterator

from bot.understanding.times.said import Date, Mention, Relation
from bot.understanding.times.spellings import MONTHS
from bot.understanding.times.tokens import Words
from bot.understanding.times.words import word_set

_MONTH_NAMES = "|".join((*MONTHS, "mar"))
_YEAR = r"(?:(?: ,)? (?P<year>(?:19|20)[0-9]{2}))?"
_FIRST_DAYS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7}
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_DAY_NAMED = rf"(?P<day>[0-9]{{1,2}}(?:st|nd|rd|th)?|{'|'.join(_FIRST_DAYS)})"
_LEAD = r"(?:(?P<lead>on|by|until|till|before|since|for|from)(?: the)? )?"
_WORDED = (
    re.compile(rf"(?<!\S){_LEAD}(?:the )?{_DAY_NAMED}(?: of)? (?P<month>{_MONTH_NAMES}){_YEAR}(?!\S)"),
    re.compile(rf"(?<!\S){_LEAD}(?P<month>{_MONTH_NAMES})(?: the)? {_DAY}{_YEAR}(?!\S)(?! (?:am|pm))"),
)
_ISO = re.compile(rf"(?<!\S){_LEAD}(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{1,2}})-(?P<day>[0-9]{{1,2}})(?!\S)")
_FIGURES = re.compile(
    rf"(?<!\S){_LEAD}(?P<day>[0-9]{{1,2}})(?P<dot>[/.-])(?P<month>[0-9]{{1,2}})(?:(?P=dot)(?P<year>[0-9]{{2,4}}))?(?!\S)"
    r"(?! (?:am|pm|day|week|hour|month|mm|pain|out))"
)
# "On 14.11" is a date; without the "on" it is a figure like any other.
_DOTTED = re.compile(r"(?<!\S)(?P<lead>on|since)(?: the)? (?P<day>[0-9]{1,2})\.(?P<month>0[1-9]|1[0-2])(?!\S)")
# In a sentence never without a word before it: May, March, June, April and Jan are verbs and nurses too.
_MONTH_ONLY = re.compile(
    r"(?<!\S)(?P<lead>(?:(?:in|since|for|until|till|by|before|back|sometime|during|around|early|late|mid|-|the|start|"
    rf"beginning|middle|end|of|last|this|past|next) ){{0,5}})(?P<month>{_MONTH_NAMES}){_YEAR}(?!\S)(?! (?:the )?[0-9])"
)
_DAY_ONLY = re.compile(rf"(?<!\S){_LEAD}(?:the )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)(?!\S)")
_AFTER_A_DAY = word_set(
    "at around about and in of so but i im can is it its my was this last ago morning afternoon evening with now today"
)
_NO_DATES = word_set("50/50 1/2 24/7 9/11")


def read_dates(words: Words) -> Iterator[Mention]:
    """Each date in the message, possible or not."""
    for pattern in _WORDED:
        for match in pattern.finditer(words.line):
            month = MONTHS.index({"mar": "march"}.get(match["month"], match["month"])) + 1
            day = _FIRST_DAYS.get(match["day"]) or int(match["day"].rstrip("stndrh"))
            yield _mention(words, match, Date(day, month, _year(match["year"])))
    for match in _ISO.finditer(words.line):
        yield _mention(words, match, Date(int(match["day"]), int(match["month"]), int(match["year"])))
    for match in _FIGURES.finditer(words.line):
        dated = match["dot"] == "/" or match["year"]
        if dated and match.group().split()[-1] not in _NO_DATES:
            date = Date(int(match["day"]), int(match["month"]), _year(match["year"]), figures_only=True)
            yield _mention(words, match, date)
    for match in _DOTTED.finditer(words.line):
        yield _mention(words, match, Date(int(match["day"]), int(match["month"])))
    for match in _MONTH_ONLY.finditer(words.line):
        if not match["lead"] and len(words.tokens) > 1:
            continue
        month = MONTHS.index({"mar": "march"}.get(match["month"], match["month"])) + 1
        yield _mention(words, match, Date(None, month, _year(match["year"])))
    for match in _DAY_ONLY.finditer(words.line):
        following = words.word(words.span(*match.span())[1])
        if not following.isalpha() or following in _AFTER_A_DAY:
            yield _mention(words, match, Date(int(match["day"]), None))


def _year(said: str | None) -> int | None:
    if said is None:
        return None
    return int(said) + 2000 if len(said) == 2 else int(said)


def _mention(words: Words, match: re.Match[str], date: Date) -> Mention:
    start, end = words.span(*match.span())
    lead = set((match["lead"] or "").split())
    relation: Relation = "any"
    if lead & {"by", "until", "till", "before"}:
        relation = "blocked"
    elif lead & {"for", "next"}:
        relation = "future"
    elif lead & {"last", "since"}:
        relation = "past"
    return Mention(start, end, relation=relation, date=date)
