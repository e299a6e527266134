"""Every claim of the patient articles is answered with its figure."""

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
