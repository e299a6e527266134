"""Checks the questions of a flag: every option's meaning is known, emergency signs come first, nothing lowers a level.

A clinic's override may ask more and raise more; what the default raises, it raises too.
"""

from collections.abc import Iterator, Sequence

from bot.protocol.check_references import check_id
from bot.protocol.model import Question
from bot.protocol.problems import Problem
from bot.protocol.red_flag_floor import LOWEST_LEVEL, MUST_REACH
from bot.protocol.vocabulary import FLAGS, Level
from bot.protocol.yaml_lines import Document, Key

RAISED = (Level.urgent, Level.emergency)
STAFF_MARK = "STAFF:"


def check_questions(
    document: Document, questions: Sequence[Question], *, key: Key, flag: str, level: Level
) -> Iterator[Problem]:
    """The problems of the questions of `flag`; `level` is its own."""
    seen: set[str] = set()
    lowest_before = Level.emergency
    for order, question in enumerate(questions):
        place = (*key, order)
        if question.id in seen:
            yield document.problem((*place, "id"), f'the question "{question.id}" stands twice', mend="Keep one.")
        seen.add(question.id)
        yield from _check_options(document, question, key=place)
        yield from _check_levels(document, question, key=place, flag=flag, level=level)
        if question.to == "staff":
            continue
        if question.ask.lstrip().upper().startswith(STAFF_MARK):
            what = f'"{STAFF_MARK}" begins a question that patients are asked'
            yield document.problem((*place, "ask"), what, mend="Add `to: staff`, and leave the word out.")
        if question.top_level is Level.emergency and lowest_before is not Level.emergency:
            what = f'the question "{question.id}" can find an emergency but stands after one that cannot'
            yield document.problem((*place, "id"), what, mend="Put it first.")
        lowest_before = min(lowest_before, question.top_level, key=lambda each: each.rank)


def check_questions_kept(
    document: Document, questions: Sequence[Question], *, key: Key, base: Sequence[Question]
) -> Iterator[Problem]:
    """The problems of an override's questions that raise less than the default's, or deny more."""
    given = {question.id: (order, question) for order, question in enumerate(questions)}
    for default in base:
        if default.id not in given:
            if default.alarms and default.to == "patient":
                what = f'a red flag is loosened: the question "{default.id}" is dropped'
                yield document.problem(key, what, mend="Copy the question from the default, word for word.")
            continue
        order, question = given[default.id]
        for what in _loosened(question, default=default):
            mend = "Copy the question from the default, then raise or add to it."
            yield document.problem((*key, order), f"a red flag is loosened: {what}", mend=mend)


def _check_options(document: Document, question: Question, *, key: Key) -> Iterator[Problem]:
    for position, option in enumerate(question.options):
        if option in question.options[:position]:
            yield document.problem((*key, "options", position), f'the option "{option}" stands twice', mend="Keep one.")
    for name in ("levels", "flags", "signs"):
        for option in getattr(question, name):
            yield from check_id(document, option, key=(*key, name, option), known=question.options, noun="option")
    for name in ("confirms", "denies"):
        for position, option in enumerate(getattr(question, name)):
            yield from check_id(document, option, key=(*key, name, position), known=question.options, noun="option")
    for position, option in enumerate(question.denies):
        if option in question.alarms:
            what = f'the option "{option}" both denies and reports'
            yield document.problem((*key, "denies", position), what, mend="Take it out of one of the two.")
    for option, flag in question.flags.items():
        yield from check_id(document, flag, key=(*key, "flags", option), known=FLAGS, noun="flag")


def _check_levels(document: Document, question: Question, *, key: Key, flag: str, level: Level) -> Iterator[Problem]:
    for option, raised in question.levels.items():
        place = (*key, "levels", option)
        if raised not in RAISED:
            what = f"an answer cannot raise to {raised}"
            yield document.problem(place, what, mend="Write urgent or emergency, or leave the option out.")
        elif raised.rank < level.rank:
            what = f"the level {raised} is below the flag's own, {level}"
            yield document.problem(place, what, mend=f"Write {level} or higher, or leave the option out.")
        reported = question.flags.get(option, flag)
        if raised is Level.emergency and Level.emergency not in (LOWEST_LEVEL.get(reported), MUST_REACH.get(reported)):
            what = f'"{reported}" is no flag of an emergency, so it has no words for one'
            yield document.problem(place, what, mend="Name the flag to report for this option under `flags`.")


def _loosened(question: Question, *, default: Question) -> Iterator[str]:
    if default.to == "patient" and question.to != "patient" and default.alarms:
        yield f'the question "{default.id}" is no longer asked of patients'
    for option, level in default.levels.items():
        if question.levels.get(option, Level.none).rank < level.rank:
            yield f'"{option}" no longer raises to {level}'
    for option, flag in default.flags.items():
        if question.flags.get(option) != flag:
            yield f'"{option}" no longer reports {flag}'
    for option, signs in default.signs.items():
        if not set(signs) <= set(question.signs.get(option, ())):
            yield f'"{option}" no longer confirms {", ".join(signs)}'
    for option in default.confirms:
        if option not in question.confirms:
            yield f'"{option}" no longer confirms the flag'
    for option in question.denies:
        if option not in default.denies:
            yield f'"{option}" now counts as a no'
    if question.denies and not question.subjects <= default.subjects:
        yield "a no now answers more signs than it did"
