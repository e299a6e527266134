"""Signs that an answer has confirmed, or that the case knows already, as findings to be judged with those of a message.

They carry no words of a patient and none of the message's context: a trend or a place is never made up for them.
"""

from collections.abc import Iterable, Mapping

from bot.understanding.signs import Finding, Sign


def findings_of(ids: Iterable[str], *, signs: Mapping[str, Sign]) -> tuple[Finding, ...]:
    """A present finding for each id; `signs` are the lexicon's. An id that it has no more is left out."""
    return tuple(_finding(signs[each]) for each in dict.fromkeys(ids) if each in signs)


def _finding(sign: Sign) -> Finding:
    return Finding(
        sign=sign.id,
        flag=sign.flag,
        topic=sign.topic,
        weight=sign.weight,
        level=sign.level,
        status="present",
        trend=None,
        strength=None,
        site=None,
        since=None,
        phrase="",
        start=0,
        end=0,
        pattern="",
        file_line="",
        context=(),
    )
