"""The smaller training set: the same messages every time, no intent lost, nothing of a message changed on the way."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bench.examples import Example, choose, read_examples, write_examples

EXAMPLES = [Example(intent, f"{intent} {number}", {}) for intent in ("makeup", "sleep") for number in range(30)]


def test_so_many_of_each_intent_and_always_the_same() -> None:
    chosen = choose(EXAMPLES, each=4, seed=1)
    assert [one.intent for one in chosen] == ["makeup"] * 4 + ["sleep"] * 4
    assert chosen == choose(EXAMPLES, each=4, seed=1) != choose(EXAMPLES, each=4, seed=2)


def test_an_intent_with_too_few_messages_gives_what_it_has() -> None:
    assert len(choose([*EXAMPLES, Example("greet", "hi", {})], each=4, seed=1)) == 9


def test_none_is_all_in_order() -> None:
    assert choose(EXAMPLES, each=None, seed=1) == EXAMPLES


@given(each=st.integers(1, 40), seed=st.integers())
def test_no_message_is_chosen_twice(each: int, seed: int) -> None:
    chosen = choose(EXAMPLES, each=each, seed=seed)
    assert len({one.text for one in chosen}) == len(chosen) == 2 * min(each, 30)


def test_what_is_written_is_read_back_with_its_metadata(tmp_path: Path) -> None:
    shared = {"author": "british", "also": ["sleep"]}
    odd = [
        Example("makeup", "can i: wear # this?? - no 'really'", shared),
        Example("makeup", "- yes, " + "very " * 60 + "long", shared),
        Example("greet", "héllo \U0001f600", {}),
    ]
    write_examples(odd, path=tmp_path / "new" / "nlu.yml")
    assert read_examples(tmp_path) == odd


def test_blocks_of_one_file_are_read_in_order_and_other_blocks_left_out(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "one.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: a\n  metadata: {author: x}\n  examples: |\n    - one\n    - two\n'
        "- synonym: b\n  examples: |\n    - three\n",
        encoding="utf-8",
    )
    assert read_examples(tmp_path) == [Example("a", "one", {"author": "x"}), Example("a", "two", {"author": "x"})]
