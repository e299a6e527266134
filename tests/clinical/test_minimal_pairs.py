"""Two messages a few words apart, one for staff and one not: both must be read right, and the suite be sound."""

import difflib
import re
from collections.abc import Iterable, Iterator

import pytest
from ruamel.yaml import YAML

from bot.protocol import FLAGS
from tests.clinical.pairs_report import (
    DATA,
    FOLDER,
    WANTED,
    Outcome,
    Pair,
    judge_pairs,
    load_pairs,
    miss,
    table,
    whole_pairs,
)

PAIRS = load_pairs()
KINDS = {
    *("negated", "pseudo_negation", "scope", "double_negative", "denies", "not_only", "cant_stop", "hypothetical"),
    *("question", "asks_of_own", "feared", "someone_else", "writes_for_patient", "past", "healed", "recent_past"),
    *("earlier_treatment", "figure", "improving", "worsening", "uncertain", "no_punctuation", "sms", "typo"),
    *("another_word", "time"),
}
RUN = 7
MOST_CHANGED = 0.72


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("'", ""))


def runs(texts: Iterable[str]) -> Iterator[tuple[str, ...]]:
    for text in texts:
        said = words(text)
        yield from (tuple(said[start : start + RUN]) for start in range(len(said) - RUN + 1))


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.splitlines()
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def changed(pair: Pair) -> float:
    """The share of words that the two messages do not have in common, without order counting twice."""
    return 1 - difflib.SequenceMatcher(None, words(pair.report.text), words(pair.other.text), autojunk=False).ratio()


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return list(judge_pairs(PAIRS))


@pytest.mark.parametrize("sides", [("report",), ("no_report",), ("ask",), ("report", "no_report", "ask")])
def test_the_pairs_are_told_apart(outcomes: list[Outcome], sides: tuple[str, ...]) -> None:
    chosen = [outcome for outcome in outcomes if outcome.message.side in sides]
    right = [outcome for outcome in chosen if outcome.right]
    wrong = [miss(outcome) for outcome in chosen if not outcome.right]

    assert len(right) >= WANTED * len(chosen), "\n".join([*table(chosen, by="kind"), *wrong])


def test_a_pair_is_right_on_both_sides(outcomes: list[Outcome]) -> None:
    right = whole_pairs(outcomes)

    assert right >= WANTED * len(PAIRS), f"{right} of {len(PAIRS)} pairs"


def test_there_are_enough_pairs_of_every_flag_and_kind() -> None:
    flags = [pair.report.flag for pair in PAIRS]

    assert len(PAIRS) >= 400
    assert {flag for flag in FLAGS if flags.count(flag) < 25} == set()
    assert {pair.report.kind for pair in PAIRS} == KINDS


def test_no_message_stands_twice() -> None:
    said = [(" ".join(words(message.text)), message.hours) for pair in PAIRS for message in (pair.report, pair.other)]

    assert [each for each in said if said.count(each) > 1] == []


def test_the_two_messages_of_a_pair_are_close() -> None:
    far = [
        f"{changed(pair):.2f} {pair.report.text} | {pair.other.text}" for pair in PAIRS if changed(pair) > MOST_CHANGED
    ]

    assert far == []


@pytest.mark.parametrize("folder", ["nlu", "lexicon"])
def test_no_message_repeats_what_the_bot_was_made_with(folder: str) -> None:
    ours = set(runs(message.text for pair in PAIRS for message in (pair.report, pair.other)))
    theirs: set[tuple[str, ...]] = set()
    for path in (DATA / folder).rglob("*.yml"):
        theirs |= ours & set(runs(strings(YAML(typ="safe").load(path.read_text(encoding="utf-8")))))

    assert theirs == set()


def test_every_file_is_read() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(FLAGS)
