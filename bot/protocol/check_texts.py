"""Checks that a patient can read each text, on any phone: placeholders known, GSM-7 only, short, plain.

Length and reading grade are those of the text as it will be said, with its placeholders filled.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from bot.protocol.gsm7 import first_foreign, gsm7_length
from bot.protocol.placeholders import CLINIC_PLACEHOLDERS, fill, placeholders_in
from bot.protocol.problems import Problem
from bot.protocol.readability import HARDEST_GRADE, reading_grade
from bot.protocol.texts_of import PatientText
from bot.protocol.yaml_lines import Document


def check_texts(
    document: Document, texts: Iterable[PatientText], *, values: Mapping[str, str], exceptions: tuple[str, ...]
) -> Iterator[Problem]:
    """The problems of `texts`; `values` fill the clinic's placeholders, `exceptions` are left out of the grade."""
    for each in texts:
        unknown = tuple(check_placeholders(document, each))
        if unknown:
            yield from unknown
        else:
            yield from _check_filled(document, each, values={**values, **each.values}, exceptions=exceptions)


def check_placeholders(document: Document, each: PatientText) -> Iterator[Problem]:
    """The problems of the placeholders of one text: unknown names, and braces without a partner."""
    known = (*CLINIC_PLACEHOLDERS, *each.values)
    for name in placeholders_in(each.text):
        if name not in known:
            near = get_close_matches(name, known, n=1)
            mend = f"Did you mean {{{near[0]}}}?" if near else f"Known are: {', '.join(known)}."
            yield document.problem(each.key, f"unknown placeholder {{{name}}}", mend=mend)
    rest = fill(each.text, values=dict.fromkeys(placeholders_in(each.text), ""))
    if "{" in rest or "}" in rest:
        yield document.problem(each.key, "a brace without its partner", mend="Write placeholders as {clinic_phone}.")


def _check_filled(
    document: Document, each: PatientText, *, values: Mapping[str, str], exceptions: tuple[str, ...]
) -> Iterator[Problem]:
    text = fill(each.text, values=values)
    foreign = first_foreign(text)
    if foreign:
        name = unicodedata.name(foreign, "no name")
        what = f'"{foreign}" ({name}) is not a character that every phone can show in an SMS (GSM-7)'
        yield document.problem(each.key, what, mend="Write it with plain letters, straight quotes and hyphens.")
    if gsm7_length(text) > each.most:
        what = f"the text has {gsm7_length(text)} characters with its placeholders filled; {each.most} is the most"
        yield document.problem(each.key, what, mend="Shorten it, or move a fact to another row.")
    grade = reading_grade(text, exceptions=exceptions) if each.sentence else 0.0
    if grade > HARDEST_GRADE:
        what = f"the text is too hard to read: school grade {grade:.2f}; {HARDEST_GRADE:g} is the most"
        mend = "Use shorter sentences and words; names of drugs or products go to readability_exceptions."
        yield document.problem(each.key, what, mend=mend)
