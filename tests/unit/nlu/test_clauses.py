"""Where a message is cut, so that each question in it is read for itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.clauses import MOST_CLAUSES, clauses


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("can i wear makeup", ["can i wear makeup"]),
        (
            "had it yesterday, can i wear makeup and when can i go to the gym?",
            ["had it yesterday, can i wear makeup", "when can i go to the gym"],
        ),
        ("Is it red? How long will it be", ["Is it red", "How long will it be"]),
        ("It is red. I am fine. Can I swim?", ["It is red.", "I am fine.", "Can I swim"]),
        ("salt and pepper", ["salt and pepper"]),
        ("hi", ["hi"]),
        ("🙂", ["🙂"]),
    ],
)
def test_clauses(text: str, parts: list[str]) -> None:
    assert clauses(text) == parts


@given(st.text(max_size=500))
def test_any_text_has_clauses_and_not_too_many(text: str) -> None:
    assert 1 <= len(clauses(text)) <= MOST_CLAUSES
