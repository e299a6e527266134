"""The training data: enough of each kind, varied, known labels, no duplicates, nothing of the checking sample."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process
from ruamel.yaml import YAML

from bot.protocol import FLAGS, TOPICS
from bot.settings import PROJECT

ACTS = (
    *("greet", "goodbye", "thanks", "affirm", "deny", "bot_challenge", "help", "out_of_scope"),
    *("talk_to_staff", "stop_messages", "start_messages", "privacy"),
)
OWN = ("tell_treatment", "follow_up", "report")
WORDS_IN_A_ROW = 7
NEAR_DUPLICATE = 93.0


@dataclass(frozen=True)
class Example:
    """A training message with its labels."""

    text: str
    labels: tuple[str, ...]
    flags: tuple[str, ...]
    level: str | None
    author: str
    file: str


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip() or text


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    found = []
    for path in sorted((PROJECT / "data" / "nlu").rglob("*.yml")):
        for block in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]:
            more = block["metadata"]
            found += [
                Example(
                    text=line.removeprefix("- "),
                    labels=(block["intent"], *more.get("also", ())),
                    flags=tuple(more.get("flags", ())),
                    level=more.get("level"),
                    author=more["author"],
                    file=str(path.relative_to(PROJECT)),
                )
                for line in block["examples"].splitlines()
            ]
    return found


def test_every_label_is_known(examples: list[Example]) -> None:
    for example in examples:
        assert set(example.labels) <= {*TOPICS, *ACTS, *OWN}, example
        assert set(example.flags) <= set(FLAGS), example
        assert example.level in (None, "routine", "urgent", "emergency"), example


@pytest.mark.parametrize(("names", "least"), [(TOPICS, 60), (ACTS, 40), (OWN, 100)])
def test_there_are_enough_messages_of_each(examples: list[Example], names: tuple[str, ...], least: int) -> None:
    counts = Counter(label for example in examples for label in example.labels)
    assert {name: counts[name] for name in names if counts[name] < least} == {}


def test_every_topic_has_several_authors(examples: list[Example]) -> None:
    authors = {topic: {example.author for example in examples if topic in example.labels} for topic in TOPICS}
    assert {topic for topic, by in authors.items() if len(by) < 5} == set()


def test_no_message_stands_twice_nor_nearly_twice(examples: list[Example]) -> None:
    texts = [_plain(example.text) for example in examples]
    assert [text for text, count in Counter(texts).items() if count > 1] == []
    long = sorted((text for text in texts if len(text) > 24), key=len)
    near = []
    for number, text in enumerate(long):
        # Texts whose lengths differ by more than a seventh cannot be that alike.
        ahead = [other for other in long[number + 1 : number + 900] if len(other) <= len(text) * 1.15]
        hit = process.extractOne(text, ahead, scorer=fuzz.ratio, score_cutoff=NEAR_DUPLICATE)
        near += [(text, hit[0])] if hit else []
    assert near == []


def test_the_messages_are_not_filled_from_templates(examples: list[Example]) -> None:
    openings = Counter(" ".join(_plain(example.text).split()[:4]) for example in examples)
    assert openings.most_common(1)[0][1] < len(examples) / 100


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _plain(text).split()
    return {tuple(words[start : start + WORDS_IN_A_ROW]) for start in range(len(words) - WORDS_IN_A_ROW + 1)}


def test_nothing_of_the_checking_sample_is_learned(examples: list[Example]) -> None:
    lines = Path(__file__).parent.parent.joinpath("evaluation", "sample.jsonl").read_text(encoding="utf-8").splitlines()
    sample = [json.loads(line)["text"] for line in lines]
    runs = set().union(*map(_runs, sample))
    plain = [_plain(text) for text in sample]
    for example in examples:
        text = _plain(example.text)
        assert not _runs(text) & runs, example
        if len(text) > 24:
            assert process.extractOne(text, plain, scorer=fuzz.ratio, score_cutoff=85) is None, example
