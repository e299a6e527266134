"""The page of figures and the export: who gets them, what is in them and what is not."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import event, select
from starlette.testclient import TestClient

from bot.records.audit import verify
from bot.records.database import Database
from bot.records.staff_models import AuditEntry, Role
from tests.unit.staff.conftest import Desk
from tests.unit.staff.figures.conftest import Browser
from tests.unit.staff.figures.some_cases import AT, store

LEVELS = ("emergency", "urgent", "routine")


def closed(number: int, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    at = AT - timedelta(minutes=37 * number, days=1)
    return {
        "level": LEVELS[number % 3],
        "state": "resolved",
        "opened_at": at,
        "acknowledged_at": at + timedelta(minutes=2 + number % 7),
        "acknowledged_by": "s1",
        "promised_at": at + timedelta(minutes=20),
        "answered_at": at + timedelta(minutes=5 + number % 20),
        "resolved_at": at + timedelta(minutes=40),
        "resolved_by": "s1",
        "outcome": "answered",
        "judgement": ("right", "right", "over_triaged", None)[number % 4],
    } | changes


def exported(client: TestClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/staff/figures/cases.csv{query}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(StringIO(answer.text, newline="")))


@pytest.mark.parametrize(
    ("role", "page", "export"),
    [(None, 303, 303), ("staff", 200, 403), ("clinician", 200, 200), ("admin", 200, 200)],
)
def test_each_role_gets_what_it_may(browser: Browser, role: Role | None, page: int, export: int) -> None:
    client = browser(role)
    answer = client.get("/staff/figures")
    assert answer.status_code == page
    assert client.get("/staff/figures/cases.csv").status_code == export
    assert ("cases.csv" in answer.text) == (export == 200)


def test_the_page_is_whole_with_cases_and_without(browser: Browser, database: Database) -> None:
    client = browser("clinician")
    assert "Cases in this period: 0." in client.get("/staff/figures").text
    store(database, *(closed(number) for number in range(30)), {"opened_at": AT - timedelta(hours=2)})
    text = client.get("/staff/figures").text
    assert "Cases in this period: 31." in text
    assert "broken" in text


def test_every_chart_says_what_it_shows_and_stands_with_its_table(browser: Browser, database: Database) -> None:
    store(database, *(closed(number) for number in range(30)))
    text = browser("staff").get("/staff/figures").text
    drawn = [part.split("</svg>")[0] for part in text.split("<svg")[1:]]
    after_each = [part.split("</svg>")[1] for part in text.split("<svg")[1:]]
    assert len(drawn) == 9, "open, promises and judgements, and a day of two times for each level"
    ids = []
    for chart in drawn:
        svg = ET.fromstring(f"<svg{chart}</svg>")  # noqa: S314 - our own page
        assert svg.get("role") == "img"
        named = (svg.get("aria-labelledby") or "").split()
        found = {part.get("id"): part.text for part in svg if part.tag in ("title", "desc")}
        assert sorted(named) == sorted(str(name) for name in found)
        assert all(found.values())
        ids += named
    assert len(ids) == len(set(ids)), "an id stands once on the page"
    assert all("<table>" in part for part in after_each)


def test_nothing_runs_and_nothing_is_styled_in_the_page(browser: Browser, database: Database) -> None:
    store(database, *(closed(number) for number in range(5)))
    text = browser("admin").get("/staff/figures").text
    for part in text.split("<script")[1:]:
        assert part.startswith(' src="/staff/static/'), "no script stands in the page"
    assert "style=" not in text
    assert "<style" not in text


def test_the_figures_are_those_of_the_cases(browser: Browser, database: Database) -> None:
    store(
        database,
        *(closed(3 * number + 1, judgement="right") for number in range(9)),
        closed(1, judgement="under_triaged"),
    )
    text = browser("staff").get("/staff/figures").text
    assert "90 % (60 to 98 %)" in text
    assert "10 % (2 to 40 %)" in text


@pytest.mark.parametrize("left_out", [{"synthetic": True}, {"outcome": "test"}, {"clinic_id": "spa"}])
def test_what_is_no_patients_of_the_clinic_is_left_out(
    browser: Browser, database: Database, left_out: dict[str, Any]
) -> None:
    (kept, _) = store(database, closed(1), closed(2, **left_out))
    client = browser("admin")
    assert "Cases in this period: 1." in client.get("/staff/figures").text
    assert [row["id"] for row in exported(client)] == [kept]


def test_an_old_case_that_still_waits_is_shown_as_open(browser: Browser, database: Database) -> None:
    store(database, {"opened_at": AT - timedelta(days=400)}, closed(1, opened_at=AT - timedelta(days=400)))
    text = browser("staff").get("/staff/figures").text
    assert "Cases in this period: 0." in text
    urgent = text.split("Open cases by level and age")[-1].split('<th scope="row">urgent</th>')[1].split("</tr>")[0]
    assert [part.split("<")[0] for part in urgent.split('class="number">')[1:]] == ["0", "0", "0", "0", "1", "1"]


@pytest.mark.parametrize(("query", "count"), [("?days=30", 1), ("", 2), ("?days=365", 3), ("?days=1e9", 2)])
def test_the_period_is_one_of_the_offered(browser: Browser, database: Database, query: str, count: int) -> None:
    store(database, *(closed(1, opened_at=AT - timedelta(days=days)) for days in (10, 60, 200)))
    client = browser("admin")
    assert f"Cases in this period: {count}." in client.get(f"/staff/figures{query}").text
    assert len(exported(client, query)) == count


def test_the_export_holds_ids_levels_and_times_and_no_word_of_a_patient(browser: Browser, database: Database) -> None:
    ids = store(database, *(closed(number) for number in range(3)))
    answer = browser("clinician").get("/staff/figures/cases.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="cases.csv"'
    assert answer.headers["cache-control"] == "no-store"
    assert "Marigold" not in answer.text
    rows = {row["id"]: row for row in csv.DictReader(StringIO(answer.text, newline=""))}
    assert set(rows) == set(ids)
    assert rows[ids[2]] | {"conversation_id": ""} == {
        "id": ids[2],
        "conversation_id": "",
        "level": "routine",
        "state": "resolved",
        "opened_at": "2026-11-19T15:46:00Z",
        "raised_at": "2026-11-19T15:46:00Z",
        "acknowledged_at": "2026-11-19T15:50:00Z",
        "acknowledged_by": "s1",
        "promised_at": "2026-11-19T16:06:00Z",
        "late_told_at": "",
        "answered_at": "2026-11-19T15:53:00Z",
        "resolved_at": "2026-11-19T16:26:00Z",
        "resolved_by": "s1",
        "outcome": "answered",
        "judgement": "over_triaged",
    }


def test_an_export_of_many_batches_has_every_case_once_and_in_order(browser: Browser, database: Database) -> None:
    # Many of one moment: the order must not depend on the time alone.
    ids = store(
        database, *(closed(1, opened_at=AT - timedelta(days=1, minutes=number // 400)) for number in range(1100))
    )
    rows = exported(browser("admin"))
    assert sorted(row["id"] for row in rows) == sorted(ids)
    assert [row["opened_at"] for row in rows] == sorted(row["opened_at"] for row in rows)


def test_an_export_is_in_the_audit_log_and_a_refused_one_is_not(browser: Browser, database: Database) -> None:
    browser("staff").get("/staff/figures/cases.csv")
    browser("admin").get("/staff/figures/cases.csv?days=30")
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "exported")).all()
        assert [(entry.staff_id, entry.details) for entry in entries] == [("admin", {"days": 30})]
        assert verify(session) == []


def test_an_export_is_noted_for_the_clinic_whose_cases_were_taken(
    make_desk: Callable[..., Desk], database: Database
) -> None:
    desk = make_desk(clinic_id="spa")
    member = desk.add("far@clinic.example", role="clinician", name="Far")
    assert desk.signed_in("far@clinic.example").get("/staff/figures/cases.csv").status_code == 200
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "exported")).all()
        assert [(entry.staff_id, entry.clinic_id) for entry in entries] == [(member.id, "spa")]


def test_the_page_asks_the_database_as_often_for_a_thousand_cases_as_for_one(
    browser: Browser, database: Database
) -> None:
    client = browser("staff")
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    counts = []
    for more in (1, 999):
        store(database, *(closed(number) for number in range(more)))
        asked.clear()
        assert client.get("/staff/figures").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4
    assert any("escalation" in each for each in asked)
