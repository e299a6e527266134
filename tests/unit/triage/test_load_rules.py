"""A mistake in the rules stops the start, and is named with its line."""

from pathlib import Path

import pytest

from bot.protocol import ProtocolError
from bot.triage.load_rules import load_rules

SIGNS = ("pus", "fever")
GOOD = """combinations:
  - id: one
    all:
      - [pus+worse, fever]
      - [fever]
    flag: infection
    level: urgent
    from_hours: 24
    variants: [rf]
    source: infection, signs
  - id: two
    all: [[pus]]
    flag: eye
    level: emergency
    asks: true
    source: eye, raise_to
"""


def mistakes(folder: Path, text: str) -> list[str]:
    path = folder / "rules.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProtocolError) as caught:
        load_rules(path, signs=SIGNS)
    return str(caught.value).replace(f"{folder}/", "").splitlines()


def test_rules_are_read_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "rules.yml"
    path.write_text(GOOD, encoding="utf-8")
    one, two = load_rules(path, signs=SIGNS).rules

    assert (one.id, one.flag, one.level, one.from_hours, one.to_hours, one.variants, one.asks) == (
        *("one", "infection", "urgent", 24, None, ("rf",)),
        False,
    )
    assert [[(part.sign, part.attribute) for part in group] for group in one.groups] == [
        [("pus", "worse"), ("fever", None)],
        [("fever", None)],
    ]
    assert (two.id, two.asks) == ("two", True)


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("- [fever]", "- [feverr]", 5, "unknown sign 'feverr'"),
        ("pus+worse", "pus+bigger", 4, "unknown 'bigger'"),
        ("id: two", "id: one", 11, "rule 'one' stands twice"),
        ("flag: eye", "flag: ear", 13, "unknown flag 'ear'"),
        ("level: emergency", "level: mergency", 14, "Input should be"),
        ("    level: urgent\n", "", 2, "required"),
        ("variants: [rf]", "variants: [laser]", 9, "Input should be"),
        ("all: [[pus]]", "all: [[]]", 12, "at least 1"),
        ("asks: true", "ask: true", 15, "not permitted"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, what: str) -> None:
    assert GOOD.count(old) == 1
    (told,) = mistakes(tmp_path, GOOD.replace(old, new))

    assert told.startswith(f"rules.yml:{line}"), told
    assert what in told


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    told = mistakes(tmp_path, GOOD.replace("flag: eye", "flag: ear").replace("- [fever]", "- [feverr]"))

    assert len(told) == 2
