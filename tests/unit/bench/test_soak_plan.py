"""The soak's plan: the same for a seed, whole, in bursts, with the deaths spread over it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.soak.plan import MOST_AT_ONCE, Burst, plan_kills, plan_patients

TEXTS = ["one", "two", "three"]


def _plan(*, messages: int, patients: int, seed: int = 1) -> list[list[Burst]]:
    return plan_patients(TEXTS, messages=messages, patients=patients, longest_pause_s=4.0, seed=seed)


@given(patients=st.integers(1, 20), more=st.integers(0, 200), seed=st.integers())
def test_so_many_messages_each_with_an_id_of_its_own_in_small_bursts(patients: int, more: int, seed: int) -> None:
    plan = _plan(messages=patients + more, patients=patients, seed=seed)
    bursts = [burst for of_one in plan for burst in of_one]
    letters = [letter for burst in bursts for letter in burst.letters]
    assert len(plan) == patients
    assert len(letters) == len({letter.id for letter in letters}) == patients + more
    assert all(1 <= len(burst.letters) <= MOST_AT_ONCE and 0 <= burst.pause_s <= 4.0 for burst in bursts)


def test_the_same_seed_is_the_same_plan() -> None:
    assert _plan(messages=30, patients=3) == _plan(messages=30, patients=3) != _plan(messages=30, patients=3, seed=2)


def test_nobody_may_have_nothing_to_write() -> None:
    with pytest.raises(ValueError, match="at least one message"):
        _plan(messages=2, patients=3)


def test_deaths_are_spread_and_alternate() -> None:
    kills = plan_kills(messages=600, kills=5)
    assert [kill.after for kill in kills] == [100, 200, 300, 400, 500]
    assert [kill.victim for kill in kills] == ["application", "Rasa", "application", "Rasa", "application"]
    assert plan_kills(messages=600, kills=0) == []
