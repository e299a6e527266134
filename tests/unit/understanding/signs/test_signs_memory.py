"""What a patient wrote goes when it was read, and threads that read at once get what one alone gets."""

import gc
import tracemalloc
import weakref
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from threading import Barrier

import pytest

from bot.understanding.signs import Finding, Lexicon
from tests.unit.understanding.signs.test_signs_laws import SENTENCES

MESSAGES = 5_000
THREADS = 8
PARTS = ["zeb", "quux", "wib", "plim", "grof", "snad", "tiv", "vock", "merd", "jilp"]
# 10,000 names that are no English words.
NAMES = ["".join(parts) for parts in product(PARTS, repeat=4)]


def test_no_word_of_a_patient_stays_in_spacys_store(lexicon: Lexicon) -> None:
    strings = lexicon.nlp.vocab.strings
    before = set(strings)
    for name, other in zip(NAMES[:MESSAGES], NAMES[MESSAGES:], strict=True):
        (finding,) = lexicon.read(f"{name} has pus {other}")
        assert finding.sign == "pus"
    assert set(strings) == before
    assert not any(name in strings or name in lexicon.nlp.vocab for name in NAMES)
    later = lexicon.nlp("no pus")
    assert set(later.vocab.strings) == {"no", "pus"}


def test_a_doc_and_its_words_go_when_nobody_holds_it(lexicon: Lexicon) -> None:
    doc = lexicon.nlp("zebquux has pus")
    assert "zebquux" in doc.vocab.strings
    assert doc.vocab is not lexicon.nlp.vocab
    gone = weakref.ref(doc)
    gc.disable()
    try:
        del doc
        assert gone() is None
    finally:
        gc.enable()


@pytest.mark.slow
def test_memory_does_not_grow_with_the_messages_read(lexicon: Lexicon) -> None:
    def read(names: list[str]) -> None:
        for name in names:
            lexicon.read(f"{name} {name[::-1]} has pus")

    read(NAMES[:200])
    gc.collect()
    tracemalloc.start()
    try:
        read(NAMES[200:400])
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        read(NAMES[400:1_000])
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # A store that kept the 1,200 words would hold some hundred bytes of each.
    assert after - before < 30_000


def test_threads_read_what_one_alone_reads(lexicon: Lexicon) -> None:
    texts = [
        f"{said}. {name[:9]} says {other}, is that ok? swolen blistrs"
        for said, name, other in zip(SENTENCES * 4, NAMES, SENTENCES[::-1] * 4, strict=False)
    ]
    alone = [lexicon.read(text) for text in texts]
    together = Barrier(THREADS)

    def read(first: int) -> list[tuple[Finding, ...]]:
        together.wait(timeout=30)
        return [lexicon.read(text) for text in texts[first:] + texts[:first]]

    with ThreadPoolExecutor(THREADS) as pool:
        each = pool.map(read, range(0, THREADS * 10, 10))
        for first, found in zip(range(0, THREADS * 10, 10), each, strict=True):
            assert found == alone[first:] + alone[:first]
