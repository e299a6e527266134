"""Mistakes in a lexicon are named with file, line and how to mend them, all at once."""

from pathlib import Path

import pytest

from bot.understanding.signs import LexiconError, load_lexicon, try_lexicon
from tests.unit.understanding.signs.conftest import copy_lexicon

GOOD = """flag: eye
signs:
  eye_pain:
    weight: red
    says: pain in the eye
    patterns:
      - eye hurts
"""


def mistakes(folder: Path, name: str, text: str) -> list[str]:
    """What is said of a lexicon in which the file `name` holds `text`."""
    copy_lexicon(folder)
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        load_lexicon(folder)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("pattern", "line", "what"),
    [
        ("- (eye hurts", 7, '")" is missing'),
        ("- eye ...", 7, "stands at an end"),
        ("- <nosuch> hurts", 7, 'unknown list "<nosuch>"'),
        ("- eye, hurts", 7, '"eye," is not a word'),
        ("- '  '", 7, "the pattern is empty"),
        ("- '[eye] [hurts]'", 7, "the pattern matches the empty text"),
        ("- the", 7, 'the everyday word "the" alone'),
        ("- '[my] (eye hurts|face)'", 7, 'the everyday word "face" alone'),
        ("- ski*", 7, 'the everyday word "skin" alone'),
        ("- '#'", 7, "matches any number"),
        ("- eye hurts # of ten", 7, "as a comment"),
        ("- [my] eye hurts", 7, "the YAML is broken"),
        ("- 39", 7, "is not a text"),
        ("- eye hurts\n      - eye hurts", 8, "stands on line 7 already"),
    ],
)
def test_a_broken_pattern_is_named_with_its_line(tmp_path: Path, pattern: str, line: int, what: str) -> None:
    told = mistakes(tmp_path, "eye.yml", GOOD.replace("- eye hurts", pattern))
    assert len(told) == 1
    assert told[0].startswith(f"eye.yml:{line}: ")
    assert what in told[0]


@pytest.mark.parametrize(
    ("change", "line", "what"),
    [
        (("flag: eye", "flag: herpes"), 1, 'the flag is "herpes"'),
        (("eye_pain:", "bleeding:"), 3, 'the sign "bleeding" stands twice'),
        (("eye_pain:", "Eye Pain:"), 3, "does not fit"),
        (("weight: red", "weight: heavy"), 4, 'unknown weight "heavy"'),
        (("weight: red", "weigth: red"), 4, 'unknown key "weigth"'),
        (("    says: pain in the eye\n", ""), 3, 'the key "says" is missing'),
        (("weight: red", "weight: red\n    topic: redness"), 5, "a topic under a flag"),
        (("signs:", "words:\n  lip: [nose]\nsigns:"), 3, 'the list "lip" stands twice'),
        (("signs:", "words:\n  nose: ['(a|b)']\nsigns:"), 3, "a list holds words alone"),
    ],
)
def test_a_file_that_does_not_fit_is_named_with_its_line(
    tmp_path: Path, change: tuple[str, str], line: int, what: str
) -> None:
    told = mistakes(tmp_path, "eye.yml", GOOD.replace(*change))
    assert any(each.startswith(f"eye.yml:{line}: ") and what in each for each in told), told


def test_a_file_named_for_no_flag_is_a_mistake(tmp_path: Path) -> None:
    assert any('unknown file "eyes.yml"' in each for each in mistakes(tmp_path, "eyes.yml", GOOD))


def test_an_expected_sign_needs_a_topic_that_exists(tmp_path: Path) -> None:
    told = mistakes(
        tmp_path, "expected.yml", "signs:\n  glow:\n    topic: glowing\n    says: a glow\n    patterns: [glowing]\n"
    )
    assert told == ['expected.yml:3: signs.glow.topic: unknown topic "glowing". Write a topic id.']


def test_a_clinic_adds_words_to_signs_that_exist(tmp_path: Path) -> None:
    copy_lexicon(tmp_path)
    (tmp_path / "clinic.yml").write_text("signs:\n  pus: [snail trail]\n", encoding="utf-8")
    (finding,) = load_lexicon(tmp_path).read("theres a snail trail on my chin")
    assert (finding.sign, finding.flag, finding.file_line.rpartition("/")[2]) == ("pus", "infection", "clinic.yml:2")


def test_a_clinic_cannot_add_signs(tmp_path: Path) -> None:
    told = mistakes(tmp_path, "clinic.yml", "signs:\n  slime: [snail trail]\n")
    assert told == [
        'clinic.yml:2: signs.slime: unknown sign "slime". This file adds words to signs that exist: correct the id.'
    ]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    copy_lexicon(tmp_path)
    (tmp_path / "eye.yml").write_text(GOOD + "      - (broken\n      - the\n", encoding="utf-8")
    (tmp_path / "clinic.yml").write_text("signs:\n  slime: [snail trail]\n", encoding="utf-8")
    lexicon, problems = try_lexicon(tmp_path)
    assert len(problems) == 3
    assert lexicon is not None
    assert [finding.sign for finding in lexicon.read("my eye hurts")] == ["eye_pain"]


def test_without_its_tables_there_is_no_lexicon(tmp_path: Path) -> None:
    lexicon, problems = try_lexicon(tmp_path)
    assert lexicon is None
    assert {problem.what for problem in problems} == {"the file is missing (No such file or directory)"}


def test_the_projects_own_lexicon_has_no_mistakes() -> None:
    assert load_lexicon(Path("data/lexicon")).signs
