"""The arithmetic of the benchmark: percentiles, rates, and that a message without a reply never helps a figure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.figures import Answers, Half, Load, percentiles_ms, summarise

LATENCIES = st.lists(st.floats(0.0001, 60.0), min_size=1, max_size=200)


def test_percentiles_of_a_hundred_and_one_even_steps() -> None:
    assert percentiles_ms([step / 1000 for step in range(101)]) == pytest.approx((50.0, 95.0, 99.0))


def test_percentiles_lie_between_neighbours() -> None:
    assert percentiles_ms([0.010, 0.020])[0] == pytest.approx(15.0)


def test_a_single_latency_is_every_percentile() -> None:
    assert percentiles_ms([0.012]) == pytest.approx((12.0, 12.0, 12.0))


def test_no_latency_is_an_error_not_a_zero() -> None:
    with pytest.raises(ValueError, match="no message was answered"):
        percentiles_ms([])


@given(LATENCIES)
def test_percentiles_rise_and_stay_within_what_was_seen(latencies: list[float]) -> None:
    p50, p95, p99 = percentiles_ms(latencies)
    least, most = min(latencies) * 1000, max(latencies) * 1000
    assert least - 1e-6 <= p50 <= p95 + 1e-6
    assert p95 <= p99 + 1e-6
    assert p99 <= most + 1e-6


@given(LATENCIES)
def test_the_order_of_the_replies_does_not_matter(latencies: list[float]) -> None:
    assert percentiles_ms(latencies) == percentiles_ms(latencies[::-1])


def test_unanswered_messages_are_counted_but_not_in_the_rate() -> None:
    load = summarise(Answers(latencies_s=[0.1] * 6, unanswered=4, took_s=2.0), patients=8)
    assert (load.patients, load.messages, load.unanswered) == (8, 10, 4)
    assert load.messages_a_second == pytest.approx(3.0)


def test_a_half_adds_up_its_memory_and_its_unanswered_messages() -> None:
    load = Load(1, 10, 2, 1.0, 2.0, 3.0, 4.0)
    half = Half(memory_mb={"Rasa": 300.0, "application": 100.5}, loads={"one": [load], "two": [load, load]})
    assert half.as_json()["memory_sum_mb"] == pytest.approx(400.5)
    assert half.as_json()["unanswered"] == 6
