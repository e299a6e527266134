"""The list of cases: the worst first, nothing open left out, nothing of another clinic, and as fast with a thousand."""

import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from bot.escalations.reading import PER_PAGE, CasePage, CaseRow, Which, count_cases, list_cases
from bot.protocol import Level
from bot.records.base import DEFAULT_CLINIC
from bot.records.case_models import CaseEvent
from bot.records.encryption import Keyring
from tests.unit.escalations.reading.conftest import Clinic


def read(clinic: Clinic, **arguments: Any) -> CasePage:  # noqa: ANN401
    with clinic.database.reading() as session:
        given: dict[str, Any] = {"clinic_id": DEFAULT_CLINIC, "now": clinic.now} | arguments
        return list_cases(session, **given)


def ids(clinic: Clinic, which: Which = "open", **arguments: Any) -> list[str]:  # noqa: ANN401
    return [row.id for row in read(clinic, which=which, **arguments).rows]


def only(clinic: Clinic, **arguments: Any) -> CaseRow:  # noqa: ANN401
    (row,) = read(clinic, **arguments).rows
    return row


def test_the_worst_stands_first_then_what_nobody_has_seen_then_what_waits_longest(clinic: Clinic) -> None:
    routine = clinic.case(level="routine", ago=90)
    emergency = clinic.case(level="emergency", ago=1)
    late, early = clinic.case(ago=2), clinic.case(ago=3)
    known = clinic.case(ago=50, state="acknowledged", acknowledged_at=clinic.now)
    assert ids(clinic) == [emergency, early, late, known, routine]


def test_each_filter_shows_its_cases(clinic: Clinic) -> None:
    ana, ben = clinic.staff("Ana"), clinic.staff("Ben")
    mine, his, nobodys = (clinic.case(ago=ago, assignee_id=who) for ago, who in ((3, ana), (2, ben), (1, None)))
    older, newer = (
        clinic.case(state="resolved", assignee_id=ana, resolved_at=clinic.now - timedelta(hours=ago)) for ago in (9, 8)
    )
    assert ids(clinic) == [mine, his, nobodys]
    assert ids(clinic, "mine", staff_id=ana) == [mine]
    assert ids(clinic, "unassigned") == [nobodys]
    assert ids(clinic, "resolved") == [newer, older]
    with clinic.database.reading() as session:
        counts = count_cases(session, clinic_id=DEFAULT_CLINIC, staff_id=ana)
    assert (counts.open, counts.unacknowledged, counts.mine, counts.unassigned) == (3, 3, 1, 1)
    assert counts.by_level == {Level.routine: 0, Level.urgent: 3, Level.emergency: 0}


def test_neither_another_clinics_nor_a_made_up_case_is_shown(clinic: Clinic) -> None:
    clinic.case(clinic_id="another", name="Marigold")
    clinic.case(synthetic=True)
    assert ids(clinic) == []
    assert ids(clinic, search="Marigold") == []
    with clinic.database.reading() as session:
        assert count_cases(session, clinic_id=DEFAULT_CLINIC).open == 0


def test_a_row_says_why_since_when_whose_and_by_when(clinic: Clinic) -> None:
    ana = clinic.staff("Ana")
    promised = clinic.now - timedelta(minutes=1)
    clinic.case(
        ago=2,
        name="Marigold Example",
        assignee_id=ana,
        state="acknowledged",
        acknowledged_by=ana,
        promised_at=promised,
        text="there is   yellow\npus " + "and more " * 40,
    )
    row = only(clinic)
    assert (row.level, row.state, row.age) == (Level.urgent, "acknowledged", timedelta(hours=2))
    assert (row.assignee, row.acknowledged_by, row.patient_name) == ("Ana", "Ana", "Marigold Example")
    assert (row.promised_at, row.late) == (promised, True)
    assert (row.flags, row.causes) == (("infection",), ("signs",))
    assert row.preview is not None
    assert row.preview.startswith("there is yellow pus and more")
    assert len(row.preview) <= 160
    assert row.preview.endswith("…")


def test_who_waits_for_whom(clinic: Clinic) -> None:
    ana = clinic.staff("Ana")
    case = clinic.case()
    assert only(clinic).waiting_for == "staff"
    clinic.says(case, "Hello", staff_id=ana)
    assert only(clinic).waiting_for == "patient"
    clinic.says(case, "and now?")
    assert (only(clinic).waiting_for, only(clinic).preview) == ("staff", "and now?")
    with clinic.database.writing() as session:
        session.add(CaseEvent(escalation_id=case, number=1, at=clinic.now, kind="called", staff_id=ana))
    assert only(clinic).waiting_for == "patient", "who was called is answered"


@pytest.mark.parametrize("words", ["mari", "GOLD ex", "555-0142", "0142"])
def test_a_patient_is_found_by_part_of_the_name_or_number(clinic: Clinic, words: str) -> None:
    clinic.case(name="Rosa", phone="+12025550111")
    found = clinic.case(name="Marigold Example", phone="+12025550142")
    clinic.case()
    assert ids(clinic, search=f" {words} ") == [found]


def test_a_case_is_found_by_its_id(clinic: Clinic) -> None:
    case, _ = clinic.case(), clinic.case()
    assert ids(clinic, search=case[:8]) == [case]
    assert ids(clinic, search="%") == []


def test_what_no_key_opens_hides_nothing_else(clinic: Clinic) -> None:
    case = clinic.case(name="Marigold")
    with clinic.database.writing() as session:
        session.execute(text("UPDATE message SET text = 'not sealed'"))
        session.execute(text("UPDATE patient SET name = 'not sealed'"))
    row = only(clinic)
    assert (row.id, row.preview, row.patient_name) == (case, None, None)
    assert ids(clinic, search="Marigold") == []


def test_a_page_has_so_many_and_says_whether_another_follows(clinic: Clinic) -> None:
    all_ids = clinic.cases([{"ago": 100 - number / 10} for number in range(PER_PAGE + 2)])
    first, second = read(clinic), read(clinic, page=1)
    assert ([row.id for row in first.rows], first.more) == (all_ids[:PER_PAGE], True)
    assert ([row.id for row in second.rows], second.more) == (all_ids[PER_PAGE:], False)


def test_fifty_among_a_thousand_cost_what_five_cost(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    statements: list[str] = []
    ring = clinic.database.engine.dialect.aftercare_keyring  # type: ignore[attr-defined]
    assert isinstance(ring, Keyring)
    unseal = type(ring).open

    def counted(self: Keyring, value: str) -> str:
        opened.append(value)
        return unseal(self, value)

    monkeypatch.setattr(type(ring), "open", counted)
    event.listen(clinic.database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    def cost() -> tuple[int, int]:
        opened.clear()
        statements.clear()
        read(clinic)
        return len(statements), len(opened)

    clinic.cases([{"name": "Rosa"}] * 5)
    few, _ = cost()
    resolved = {"state": "resolved", "resolved_at": clinic.now, "name": "Rosa"}
    clinic.cases([{"name": "Rosa"}] * 45 + [resolved] * 1000)
    many, unsealed = cost()
    assert many == few <= 8
    assert unsealed == 2 * 50, "a name and a preview each, and nothing that is not shown"
    took = []
    for _ in range(5):
        began = time.perf_counter()
        assert len(read(clinic).rows) == 50
        took.append(time.perf_counter() - began)
    assert min(took) < 0.1
