"""The spaCy pipeline: its parts, what each leaves on the Doc, and that the Doc is the text whatever was written."""

import logging
import warnings

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span

from bot.understanding.signs import Lexicon
from bot.understanding.signs.context import Verdict
from bot.understanding.signs.pipeline import COMPONENTS

ODD = [
    *" '.,!?-\u2019\u200b\n",
    "½",
    "ﬁ",
    "㏂",
    "e\u0301",
    "…",
    "😀",
    "don't ",
    "day3",
    "38,5",
    "pus ",
    "fever",
    "\u00a0",
]


def test_the_parts_of_the_pipeline_stand_in_their_order(lexicon: Lexicon) -> None:
    assert tuple(lexicon.nlp.pipe_names) == COMPONENTS == ("spelling", "signs", "context", "attributes")
    assert lexicon.nlp.lang == "en"


def test_each_part_leaves_its_work_on_the_doc(lexicon: Lexicon) -> None:
    doc = lexicon.nlp("I can't see pus, but my feverrr is worse")
    assert [(token.text, token._.normal) for token in doc][:5] == [
        ("I", "i"),
        ("can't", "can not"),
        ("see", "see"),
        ("pus", "pus"),
        (",", ""),
    ]
    pus, fever = doc.spans["signs"]
    assert (pus.text, pus._.sign, pus.label_, pus._.status) == ("pus", "pus", "pus", "absent")
    assert (fever.text, fever._.sign, fever._.status, fever._.trend) == ("feverrr", "fever", "present", "worse")
    assert pus._.pattern
    assert pus._.rules


def test_findings_are_the_spans_of_the_doc(lexicon: Lexicon) -> None:
    text = "no pus. Worried about scarring, my lips are swollen and i had a fever since Monday"
    doc = lexicon.nlp(text)
    said = [
        (span._.sign, span._.status, span.text, span.start_char, span._.rules, span._.since)
        for span in doc.spans["signs"]
    ]
    read = lexicon.read(text)
    assert said == [(each.sign, each.status, each.phrase, each.start, each.context, each.since) for each in read]
    assert len(said) >= 4


def test_two_signs_in_one_word_keep_each_its_own(lexicon: Lexicon) -> None:
    doc = lexicon.nlp("pus")
    (hit,) = doc.user_data["hits"]
    doc.user_data["hits"] = [hit, hit]
    doc.user_data["verdicts"] = [Verdict("present", ()), Verdict("absent", ("denied",))]
    doc.spans["signs"] = [Span(doc, 0, 1, label=name, span_id=number) for number, name in enumerate(("pus", "fever"))]
    assert [(span._.sign, span._.status) for span in doc.spans["signs"]] == [("pus", "present"), ("fever", "absent")]


@given(text=st.one_of(st.text(max_size=200), st.lists(st.sampled_from(ODD)).map("".join)))
def test_the_doc_is_the_text_character_by_character(lexicon: Lexicon, text: str) -> None:
    doc = lexicon.nlp(text)
    assert doc.text == text
    normal = " ".join(token._.normal for token in doc if token._.normal)
    assert normal == " ".join(token.text for token in lexicon.tokens(text).tokens if token.text not in ("\x01", "\x02"))


def test_half_an_emoji_is_read_around(lexicon: Lexicon) -> None:
    (finding,) = lexicon.read("ok \ud83d there is pus")
    assert (finding.phrase, finding.start) == ("pus", 14)


def test_a_text_longer_than_spacy_reads_does_not_raise(lexicon: Lexicon) -> None:
    assert [finding.start for finding in lexicon.read("pus " + "x" * 1_100_000)] == [0]


def test_a_component_asks_for_the_tokenizer_of_the_signs() -> None:
    with pytest.raises(TypeError, match="tokenizer of the signs"):
        spacy.blank("en").add_pipe("spelling")


def test_nothing_of_a_text_is_logged(lexicon: Lexicon, caplog: pytest.LogCaptureFixture, capfd: object) -> None:
    with caplog.at_level(logging.DEBUG), warnings.catch_warnings():
        warnings.simplefilter("error")
        lexicon.read("Zebedee Quux has pus \ud83d and a feverr since Monday")
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")  # type: ignore[attr-defined]


def test_a_part_that_breaks_says_nothing_of_the_text(lexicon: Lexicon, caplog: pytest.LogCaptureFixture) -> None:
    nlp = spacy.blank("en")

    @Language.component("breaks")
    def breaks(doc: Doc) -> Doc:
        return doc.user_data["nothing"]  # type: ignore[no-any-return]

    nlp.tokenizer = lexicon.nlp.tokenizer
    nlp.add_pipe("breaks")
    with caplog.at_level(logging.DEBUG), pytest.raises(ValueError, match="breaks") as raised:
        nlp("Zebedee has pus")
    assert "Zebedee" not in f"{raised.value} {raised.value.__cause__}"
    assert caplog.records == []
