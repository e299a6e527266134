"""Where a chart's bars and lines lie: inside the drawing, and as high as their values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.staff.figures.bar_chart import HEIGHT, WIDTH, BarChart, Column, bar_chart, round_up


def chart(*columns: Column, most: float | None = None, label_each: int = 1) -> BarChart:
    return bar_chart(columns, name="c", title="t", description="d", most=most, label_each=label_each)


@given(st.lists(st.tuples(st.floats(0, 1e7), st.floats(0, 1e7)), max_size=24))
def test_all_of_it_lies_inside_the_drawing(values: list[tuple[float, float]]) -> None:
    drawn = chart(*(Column("x", min(pair), low=min(pair), high=max(pair)) for pair in values))
    for bar in drawn.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT
        assert bar.line_top is not None
        assert bar.line_bottom is not None
        assert 0 <= bar.line_top <= bar.line_bottom <= HEIGHT


def test_twice_the_value_is_twice_the_height_and_nothing_is_no_bar() -> None:
    one, two = chart(Column("a", 10), Column("b", None), Column("c", 20), most=40).bars
    assert two.height == pytest.approx(2 * one.height, abs=0.2)
    assert one.line_top is None


def test_labels_are_left_out_where_they_would_touch() -> None:
    drawn = chart(*(Column(f"{hour}", hour) for hour in range(24)), label_each=3)
    assert [label.words for label in drawn.labels] == [f"{hour}" for hour in range(0, 24, 3)]


@given(st.floats(0, 1e9))
def test_the_scale_ends_above_every_value_and_not_far(value: float) -> None:
    top = round_up(value)
    assert value <= top
    assert top == 4 or top <= value * 2.6
    assert (top / 4).is_integer()
