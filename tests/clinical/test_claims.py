"""Every claim of the patient articles is answered with its figure, and what must not be said is nowhere said."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.protocol import Kind, Protocol, Variant, find_items, holds_at, load_protocol, strictest_phase

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "data"
PROTOCOL = load_protocol(DATA / "protocol", clinic_file=DATA / "clinic.yml")
FILE: dict[str, list[dict[str, Any]]] = YAML(typ="safe").load(HERE / "claims.yml")
CLAIMS = [*FILE["claims"], *FILE["defaults"]]
NEVER: list[dict[str, str]] = YAML(typ="safe").load(HERE / "never_said.yml")["patterns"]


def answer(protocol: Protocol, claim: dict[str, Any]) -> str:
    """What the protocol says for the claim's topic, item, hour and variant; without an hour, for an unknown one."""
    topic = protocol.topics[claim["topic"]]
    item = topic.items[claim["item"]] if "item" in claim else None
    entry, hours = item or topic, claim.get("hours")
    variant = Variant(claim["variant"]) if "variant" in claim else None
    said = [topic.watch, (item.text or "") if item else ""]
    if hours is None or topic.kind is Kind.info:
        said += [topic.range, *topic.more]
    if entry.phases:
        holding = None if hours is None else holds_at(entry, hours=hours, variant=variant)
        said.append((holding.phase if holding else strictest_phase(entry, variant=variant)).text)
    return protocol.fill(" ".join(said))


def everything_said(protocol: Protocol) -> list[str]:
    texts = [*(message.text for message in protocol.messages.values()), *(each.text for each in protocol.checkins)]
    for flag in protocol.flags.values():
        texts += [flag.tell_now, flag.tell_emergency or "", *(question.ask for question in flag.questions)]
    for topic in protocol.topics.values():
        texts += [topic.range, topic.watch, *topic.more]
        for entry in (topic, *topic.items.values()):
            texts += [phase.text for phases in entry.phases.values() for phase in phases]
        texts += [item.text or "" for item in topic.items.values()]
    return texts


@pytest.mark.parametrize("claim", CLAIMS, ids=[claim["claim"][:60] for claim in CLAIMS])
def test_the_claim_is_answered_with_its_figure(claim: dict[str, Any]) -> None:
    said = answer(PROTOCOL, claim).lower()

    assert [words for words in claim["says"] if words.lower() not in said] == []


@pytest.mark.parametrize("claim", CLAIMS, ids=[claim["claim"][:60] for claim in CLAIMS])
def test_the_question_names_the_item_that_answers_it(claim: dict[str, Any]) -> None:
    found = [item.id for item in find_items(claim["ask"], topic=PROTOCOL.topics[claim["topic"]])]

    assert found == [claim["item"]] if "item" in claim else found == []


def test_every_claim_is_there() -> None:
    assert len(FILE["claims"]) == 68
    assert len(FILE["defaults"]) == 17
    assert all(claim["says"] for claim in CLAIMS)


@pytest.mark.parametrize("row", NEVER, ids=[row["pattern"][:40] for row in NEVER])
def test_what_must_not_be_said_is_nowhere_said(row: dict[str, str]) -> None:
    pattern = re.compile(row["pattern"], re.IGNORECASE)

    assert [text for text in everything_said(PROTOCOL) if pattern.search(text)] == []


@pytest.mark.parametrize(
    "statement",
    [
        "Microneedling is safe and effective for most people.",
        "The treatment is safe.",
        "It suits almost all skin types.",
        "You get better product absorption.",
        "Serums work better after needling.",
        "Results are often visible after one session.",
        "You see results in 24 to 48 hours.",
        "It is usually not painful.",
        "Go back to your normal activities immediately.",
        "Complications mostly come from poor aftercare.",
    ],
)
def test_the_patterns_find_what_they_are_for(statement: str) -> None:
    assert any(re.search(row["pattern"], statement, re.IGNORECASE) for row in NEVER)
