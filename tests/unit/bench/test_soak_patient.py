"""A patient of the soak sends the same again until it is taken, and does not hide what must not happen."""

import asyncio

import pytest

from bench.client.browser import RefusedError
from bench.client.connection import Answer
from bench.soak.patient import Patient, SoakError


def _insist(*outcomes: OSError | str) -> tuple[str, int]:
    """What insisting brings where a call has these outcomes, and how often it was tried again."""
    patient = Patient("http://127.0.0.1:1", safe="sorry", first_wait_s=0)
    left = list(outcomes)

    async def call() -> str:
        outcome = left.pop(0)
        if isinstance(outcome, OSError):
            raise outcome
        return outcome

    return asyncio.run(patient.insist(call)), patient.heard.sent_again


def _refusal(status: int) -> RefusedError:
    return RefusedError(Answer(status=status), what="a message")


def test_it_tries_until_it_is_taken() -> None:
    assert _insist(ConnectionResetError(), TimeoutError(), _refusal(503), _refusal(429), "taken") == ("taken", 4)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 500])
def test_a_refusal_that_no_page_should_meet_ends_the_soak(status: int) -> None:
    with pytest.raises(SoakError, match=str(status)):
        _insist(_refusal(status), "taken")


def test_entries_are_read_as_lines_of_the_law() -> None:
    patient = Patient("http://127.0.0.1:1", safe="sorry")
    own = {"sequence": 1, "id": "a", "answers": None, "text": "hi", "at": "noon"}
    reply = {"sequence": 2, "id": None, "answers": 1, "text": "sorry", "at": "one"}

    async def take() -> None:
        for entry in (own, reply):
            patient._take(entry, 0.0)

    asyncio.run(take())
    first, second = patient.heard.lines
    assert (first.id, first.answers, first.turn, first.safe) == ("a", None, "", False)
    assert (second.id, second.answers, second.turn, second.safe) == (None, 1, "one", True)
