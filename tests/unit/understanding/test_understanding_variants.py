"""Which variant a message says the patient had."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.protocol import Variant
from bot.understanding.variants import hear_variant

TABLE = YAML(typ="safe").load(Path(__file__).with_name("variants.yml"))


def _rows(group: str) -> list[tuple[str, str | None]]:
    return [(row["text"], row["variant"]) for row in TABLE[group]]


@pytest.mark.parametrize(("text", "variant"), _rows("told"))
def test_hears_what_is_told_of_the_own_treatment(text: str, variant: str | None) -> None:
    assert hear_variant(text, asked=False) == (Variant(variant) if variant else None)


@pytest.mark.parametrize(("text", "variant"), _rows("asked"))
def test_hears_an_answer(text: str, variant: str | None) -> None:
    assert hear_variant(text, asked=True) == (Variant(variant) if variant else None)


@pytest.mark.parametrize(
    ("text", "stricter"),
    [
        ("had dermapen with prp", Variant.prp),
        ("had rf with prp", Variant.rf),
        ("had rf microneedling with a peel and prp", Variant.peel),
    ],
)
def test_of_several_the_stricter_counts(text: str, stricter: Variant) -> None:
    assert hear_variant(text, asked=False) is stricter
