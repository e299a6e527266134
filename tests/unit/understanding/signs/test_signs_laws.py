"""What holds for every message: nothing raises, and what is added, reordered or spelt otherwise changes nothing."""

from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.signs import Lexicon

SENTENCES = [
    "i have pus",
    "no pus",
    "theres yellow crust on my chin",
    "my lips are swollen",
    "i dont have a fever",
    "is it normal to have blisters",
    "if i get a fever should i call",
    "worried about scarring",
    "my sister had pus after hers",
    "last time i got a cold sore",
    "it wont stop bleeding",
    "the swelling is going down",
    "could it be infected",
    "dying to go for a run",
    "i can't breathe",
    "not only pus but fever",
    "it isn't just red it's spreading",
    "i get cold sores",
    "the fever has gone",
    "wasn't swollen yesterday but is now",
]
BENIGN = ["thanks so much", "i had my treatment on tuesday", "what moisturiser can i use", "see you next week", "hello"]
DENIED = ["pus", "fever", "swelling", "blisters", "smell"]
sentences = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4)


def read(lexicon: Lexicon, text: str) -> set[tuple[str, str]]:
    """The signs of a text with their statuses."""
    return {(finding.sign, finding.status) for finding in lexicon.read(text)}


@given(text=st.text(max_size=300))
def test_no_text_raises_and_every_quote_is_the_texts_own(lexicon: Lexicon, text: str) -> None:
    for finding in lexicon.read(text):
        assert text[finding.start : finding.end] == finding.phrase


@given(
    parts=st.lists(
        st.sampled_from([*" '.,!?-\u2019\u200b\n", "no ", "pus ", "if ", "fever ", "i have ", "day3", "but "])
    )
)
def test_no_mixture_of_signs_and_marks_raises(lexicon: Lexicon, parts: list[str]) -> None:
    text = "".join(parts)
    assert lexicon.read(text) == lexicon.read(text)


@given(said=st.sampled_from(SENTENCES), denied=st.sampled_from(DENIED))
def test_adding_a_denial_takes_no_other_sign_back(lexicon: Lexicon, said: str, denied: str) -> None:
    added = {finding.sign for finding in lexicon.read(denied)}
    before = {each for each in read(lexicon, said) if each[0] not in added}
    after = read(lexicon, f"{said} and no {denied}")
    assert before <= after


@given(said=sentences, order=st.randoms(use_true_random=False))
def test_the_order_of_sentences_changes_nothing(lexicon: Lexicon, said: list[str], order: object) -> None:
    mixed = list(said)
    order.shuffle(mixed)  # type: ignore[attr-defined]
    assert read(lexicon, ". ".join(said)) == read(lexicon, ". ".join(mixed))


@given(said=st.sampled_from(SENTENCES), before=st.sampled_from(BENIGN), after=st.sampled_from(BENIGN))
def test_harmless_sentences_around_change_nothing(lexicon: Lexicon, said: str, before: str, after: str) -> None:
    assert read(lexicon, f"{before}. {said}. {after}") == read(lexicon, said)


@given(said=sentences)
def test_case_and_apostrophes_change_nothing(lexicon: Lexicon, said: list[str]) -> None:
    text = ". ".join(said)
    plain = read(lexicon, text)
    assert read(lexicon, text.upper()) == plain
    assert read(lexicon, text.replace("'", "\u2019")) == plain
    assert read(lexicon, text.replace("'", "")) == plain


def test_a_long_message_is_read_to_its_end(lexicon: Lexicon) -> None:
    text = "my skin feels fine today. " * 150 + "there is pus"
    assert [(finding.sign, finding.start) for finding in lexicon.read(text)] == [("pus", len(text) - 3)]
