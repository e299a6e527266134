"""For staff of another clinic a case does not exist: no verb finds it, and nothing of it changes."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.escalations import acts
from bot.protocol import Level
from bot.records.base import new_id
from tests.unit.escalations.acts.conftest import Desk, add_staff

VERBS: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    (acts.acknowledge, {}),
    (acts.take, {}),
    (acts.hand, {"to": "x"}),
    (acts.note, {"text": "x"}),
    (acts.log_call, {"reached": True, "text": ""}),
    (acts.change_level, {"level": Level.routine, "reason": "x"}),
    (acts.reply, {"speaker": "x", "text": "x", "external_id": "x"}),
    (acts.resolve, {"outcome": "test", "judgement": None}),
    (acts.reopen, {"reason": "x"}),
    (acts.give_back, {}),
]


@pytest.mark.parametrize(("verb", "arguments"), VERBS)
def test_no_verb_finds_it(desk: Desk, verb: Callable[..., Any], arguments: dict[str, Any]) -> None:
    stranger = add_staff(desk.database, name="Zoe", now=desk.clock.now, clinic_id="another")
    with pytest.raises(acts.NotFoundError):
        verb(desk.database, **desk.by(stranger), **arguments)
    assert (desk.case().state, desk.kinds(), desk.audited()) == ("open", ["opened"], [])


@pytest.mark.parametrize(("verb", "arguments"), VERBS)
def test_no_verb_finds_what_is_not_there(desk: Desk, verb: Callable[..., Any], arguments: dict[str, Any]) -> None:
    with pytest.raises(acts.NotFoundError):
        verb(desk.database, **(desk.by(desk.ana) | {"case_id": new_id()}), **arguments)


def test_a_case_is_not_handed_to_another_clinic(desk: Desk) -> None:
    stranger = add_staff(desk.database, name="Zoe", now=desk.clock.now, clinic_id="another")
    with pytest.raises(acts.NotFoundError):
        acts.hand(desk.database, **desk.by(desk.ana), to=stranger.id)
