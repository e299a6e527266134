"""The level rises between the look at a case and the act: what the role may do is asked of the case as it is then."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from bot.escalations import acts
from bot.protocol import Level
from bot.staff.accounts.member import Member
from bot.staff.case import screen
from bot.staff.case.screen import Screen
from bot.staff.views import StaffSide
from tests.unit.staff.case.conftest import Ward

Rises = Callable[[Ward, Member], None]


@pytest.fixture
def rises(monkeypatch: pytest.MonkeyPatch) -> Rises:
    """Has the case become an emergency right after the next time that it is read."""

    def arrange(ward: Ward, member: Member) -> None:
        done: list[str] = []

        def read(side: StaffSide, **given: object) -> Screen:
            found = screen.read_screen(side, **given)  # type: ignore[arg-type]
            if not done:
                done.append("risen")
                change(ward, member, level=Level.emergency)
            return found

        monkeypatch.setattr("bot.staff.case.views.read_screen", read)

    return arrange


def change(ward: Ward, member: Member, *, level: Level) -> None:
    acts.change_level(
        ward.desk.side.database,
        case_id=ward.case_id,
        staff=acts.Actor(member.id, member.name, member.clinic_id),
        level=level,
        reason="as it stands",
        protocol=ward.desk.side.protocol,
        now=ward.desk.clock(),
    )


@pytest.fixture
def ana(ward: Ward) -> Member:
    """A clinician, who has judged the case to be routine."""
    member, _ = ward.colleague("Ana")
    change(ward, member, level=Level.routine)
    return member


@pytest.fixture
def sams(ward: Ward) -> TestClient:
    """The browser of one who may neither lower a level nor end what is urgent."""
    return ward.colleague("Sam", role="staff")[1]


def test_staff_do_not_end_what_has_become_an_emergency(ward: Ward, ana: Member, sams: TestClient, rises: Rises) -> None:
    fields = ward.form(sams, "resolve") | {"outcome": "seen", "judgement": "right"}
    rises(ward, ana)
    answer = ward.part(sams, "resolve", **fields)
    assert (answer.status_code, answer.headers["x-case-part"]) == (409, "1")
    assert "Only a clinician or an admin may do this now." in answer.text
    assert (ward.case().level, ward.case().state) == ("emergency", "open")


def test_staff_do_not_lower_what_has_become_an_emergency(
    ward: Ward, ana: Member, sams: TestClient, rises: Rises
) -> None:
    rises(ward, ana)
    answer = ward.act(sams, "level", level="urgent", reason="")
    assert answer.status_code == 409
    assert "Only a clinician or an admin may do this now." in answer.text
    assert ward.case().level == "emergency"


def test_a_clinician_may_all_the_same(ward: Ward, ana: Member, rises: Rises) -> None:
    browser = ward.desk.signed_in("ana@clinic.example", client="192.0.2.99")
    fields = ward.form(browser, "resolve") | {"outcome": "seen", "judgement": "right"}
    rises(ward, ana)
    assert ward.act(browser, "resolve", **fields).status_code == 303
    assert ward.case().state == "resolved"
