"""What makes a pattern too wide or a file misread: patterns of one everyday word, and a `#` that YAML takes away."""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.protocol.problems import Problem
from bot.protocol.yaml_lines import Document, Key
from bot.understanding.signs.pattern import Sequence, may_be_empty, single_words
from bot.understanding.times.words import word_set

_COMMENT_IN_VALUE = re.compile(r"^\s*-\s+(?![\"'#]).*\s#")
_EVERYDAY = word_set(
    """a about after all also am an and any anything are as at back bad be because been before being better bit but by
    call came can clinic come could day days did do does done down each else even every face feel feeling feels first
    for from get gets getting give go going gone good got had has have he hello help her here hers hi him his hour
    hours how i if in into is it just keep keeps know last let like little look looks lot made make many may me might
    mine more morning most much my myself need never new next night no normal not nothing now of off ok okay old on
    once one only or other our out over own part please put right same say says see she should side since skin so some
    something soon still such take than thank thanks that the their them then there these they thing things think this
    those though time to today told too treatment two under until up us use very want was way we week weeks well went
    were what when where which while who why will with without would yes yesterday yet you your
    again ago almost always around away both cheek cheeks area bottle cream evening week month months year
    microneedling needling session appointment"""
)


def too_wide(tree: Sequence, *, strict: bool) -> str:
    """Why the pattern would fire on nearly any message, "" where it would not. `strict` for the patterns of signs."""
    if may_be_empty(tree):
        return "the pattern matches the empty text"
    if not strict:
        return ""
    for word in sorted(single_words(tree)):
        if word == "#":
            return "the pattern matches any number"
        stem = word.removesuffix("*")
        caught = sorted(each for each in _EVERYDAY if each.startswith(stem)) if word.endswith("*") else [word]
        if caught and caught[0] in _EVERYDAY:
            return f'the pattern matches the everyday word "{caught[0]}" alone'
    return ""


def check_words(entry: str, *, document: Document, key: Key) -> Iterator[Problem]:
    """Problems of one entry of a named list."""
    if not entry.strip():
        yield document.problem(key, "an empty entry", mend="Take it out.")
    if re.search(r"[<>()\[\]|#.]", entry):
        yield document.problem(key, "a list holds words alone", mend="Write brackets and signs in the pattern.")


def unquoted_comments(path: Path, *, file: str) -> Iterator[Problem]:
    """Pattern lines in which YAML takes the rest for a comment."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if _COMMENT_IN_VALUE.match(line):
            what = "YAML reads the rest of the line after # as a comment"
            yield Problem(file, number, "", what, 'Put the pattern in quotes: - "# out of ten".')
