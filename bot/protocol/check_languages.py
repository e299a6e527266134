"""Checks the sentences in other languages, the default's and an override's: nothing of the English one may get lost.

The limits for SMS and reading grade (`check_texts`) do not apply: they are made for English, and GSM-7 has no Cyrillic
or Chinese letter.
"""

from collections.abc import Iterator, Mapping

from bot.protocol.check_references import check_id
from bot.protocol.check_texts import check_placeholders
from bot.protocol.languages import LANGUAGES, REPLY_WORD
from bot.protocol.model import Translation
from bot.protocol.placeholders import placeholders_in
from bot.protocol.problems import Problem
from bot.protocol.texts_of import PatientText
from bot.protocol.yaml_lines import Document


def check_languages(document: Document, languages: Mapping[str, Translation], *, english: str) -> Iterator[Problem]:
    """The problems of `languages`; `english` is the default's sentence, whose placeholders each row must have."""
    for language, translation in languages.items():
        yield from check_id(document, language, key=("languages", language), known=LANGUAGES, noun="language")
        each = PatientText(("languages", language, "text"), translation.text)
        yield from check_placeholders(document, each)
        for name in placeholders_in(english):
            if name not in placeholders_in(each.text):
                yield document.problem(each.key, f"the text does not give {{{name}}}", mend=f"Put {{{name}}} in.")
        if REPLY_WORD in english and REPLY_WORD not in each.text:
            what = f"the text does not give the word {REPLY_WORD}"
            yield document.problem(each.key, what, mend="Write it in capitals and Latin letters, as in English.")
