"""Every act over HTTP: what it changes, what it says, and that it works without script."""

from bot.records.audit import verify
from bot.staff.case.views import views
from tests.unit.staff.case.conftest import PUS, Ward
from tests.unit.staff.conftest import Desk, csrf


def _went_on(ward: Ward, answer: object, said: str) -> None:
    status, location = answer.status_code, answer.headers.get("location")  # type: ignore[attr-defined]
    assert (status, location) == (303, f"{ward.page}?said={said}"), answer.text  # type: ignore[attr-defined]


def test_take_makes_it_ones_own(ward: Ward) -> None:
    ana, browser = ward.colleague()
    _went_on(ward, ward.act(browser, "take"), "take")
    assert (ward.case().assignee_id, ward.case().state) == (ana.id, "acknowledged")
    text = browser.get(f"{ward.page}?said=take").text
    assert "The case is yours." in text
    assert "You have this case." in text


def test_of_two_who_take_it_the_second_hears_who_has_it(ward: Ward) -> None:
    ana, hers = ward.colleague("Ana")
    _, his = ward.colleague("Ben")
    ward.act(hers, "take")
    answer = ward.act(his, "take")
    assert answer.status_code == 409
    assert "Ana has this case already." in answer.text
    assert ward.case().assignee_id == ana.id


def test_acknowledging_stops_the_calls(ward: Ward) -> None:
    _, browser = ward.colleague()
    _went_on(ward, ward.act(browser, "acknowledge"), "acknowledge")
    assert (ward.case().state, ward.case().next_page_at, ward.case().assignee_id) == ("acknowledged", None, None)
    _went_on(ward, ward.act(browser, "acknowledge"), "acknowledged_before")


def test_a_note_a_call_and_a_hand_over_are_written_down(ward: Ward) -> None:
    _, browser = ward.colleague()
    ben, _ = ward.colleague("Ben")
    _went_on(ward, ward.act(browser, "note", text="looks small"), "note")
    _went_on(ward, ward.act(browser, "call", reached="no", text="voice mail"), "call")
    _went_on(ward, ward.act(browser, "hand", to=ben.id), "hand")
    assert ward.kinds() == ["opened", "acknowledged", "noted", "not_reached", "handed"]
    text = browser.get(ward.page).text
    for words in ("looks small", "voice mail", "Handed the case to Ben", "<strong>Ben has this case.</strong>"):
        assert words in text


def test_a_clinician_changes_the_level_both_ways(ward: Ward) -> None:
    _, browser = ward.colleague()
    _went_on(ward, ward.act(browser, "level", level="emergency", reason=""), "level")
    answer = ward.act(browser, "level", level="routine", reason="")
    assert (answer.status_code, "Write a reason." in answer.text) == (422, True)
    _went_on(ward, ward.act(browser, "level", level="routine", reason="an old photo"), "level")
    assert ward.case().level == "routine"
    assert "Level changed from Emergency to Routine" in browser.get(ward.page).text


def test_resolve_needs_an_outcome_and_a_judgement(ward: Ward) -> None:
    _, browser = ward.colleague()
    seen = ward.form(browser, "resolve")["seen"]
    assert ward.act(browser, "resolve", judgement="right", seen=seen).status_code == 422
    assert ward.act(browser, "resolve", outcome="seen", judgement="", seen=seen).status_code == 422
    _went_on(ward, ward.act(browser, "resolve", outcome="seen", judgement="over_triaged", seen=seen), "resolve")
    assert (ward.case().outcome, ward.case().judgement) == ("seen", "over_triaged")
    assert "Over-triaged" in browser.get(ward.page).text


def test_nobody_resolves_what_they_have_not_read(ward: Ward) -> None:
    _, browser = ward.colleague()
    fields = ward.form(browser, "resolve") | {"outcome": "seen", "judgement": "right"}
    ward.says("now it is green")
    answer = ward.act(browser, "resolve", **fields)
    assert answer.status_code == 409
    assert "The patient has written since you looked." in answer.text
    assert "now it is green" in answer.text
    assert ward.case().state != "resolved"


def test_reopen_needs_a_reason_and_calls_people(ward: Ward) -> None:
    _, browser = ward.colleague()
    ward.act(browser, "resolve", outcome="seen", judgement="right", **ward.form(browser, "resolve"))
    assert ward.act(browser, "reopen", reason=" ").status_code == 422
    _went_on(ward, ward.act(browser, "reopen", reason="they called again"), "reopen")
    assert (ward.case().state, ward.case().assignee_id) == ("open", None)


def test_an_older_case_is_not_reopened_beside_a_newer_one(ward: Ward) -> None:
    _, browser = ward.colleague()
    ward.act(browser, "resolve", outcome="seen", judgement="right", **ward.form(browser, "resolve"))
    ward.says("more yellow pus came out today")
    answer = ward.act(browser, "reopen", reason="again")
    assert answer.status_code == 409
    assert "Open that case</a>" in answer.text


def test_giving_back_lets_the_bot_speak(ward: Ward) -> None:
    _, browser = ward.colleague()
    ward.act(browser, "reply", text="Hello.", **ward.form(browser))
    assert "Ana speaks" in browser.get(ward.page).text
    _went_on(ward, ward.act(browser, "give-back"), "give-back")
    assert ward.conversation().taken_over_at is None
    assert "The bot speaks" in browser.get(ward.page).text


def test_thank_you_needs_no_answer_but_a_patient_who_was_never_answered_does(ward: Ward) -> None:
    _, browser = ward.colleague()
    assert ward.act(browser, "wait", seen="99").status_code == 409
    ward.act(browser, "reply", text="Hello.", **ward.form(browser))
    ward.says("thank you")
    assert ward.case().act_by is not None
    assert "/wait" in browser.get(ward.page).text
    assert ward.act(browser, "wait", seen="1").status_code == 409
    assert ward.case().act_by is not None
    _went_on(ward, ward.act(browser, "wait", seen=ward.form(browser)["seen"]), "wait")
    assert ward.case().act_by is None


def test_staff_may_act_but_not_lower_a_level_or_resolve_what_is_urgent(ward: Ward) -> None:
    _, browser = ward.colleague("Sam", role="staff")
    lowered = ward.act(browser, "level", level="routine", reason="looks fine")
    assert (lowered.status_code, "Only a clinician or an admin may lower a level" in lowered.text) == (403, True)
    fields = ward.form(browser, "resolve") | {"outcome": "seen", "judgement": "right"}
    assert ward.act(browser, "resolve", **fields).status_code == 403
    assert (ward.case().level, ward.case().state) == ("urgent", "open")
    for name, more in (("take", {}), ("note", {"text": "a note"}), ("level", {"level": "emergency", "reason": ""})):
        assert ward.act(browser, name, **more).status_code == 303


def test_staff_resolve_a_routine_case(ward: Ward) -> None:
    _, clinicians = ward.colleague("Ana")
    _, browser = ward.colleague("Sam", role="staff")
    ward.act(clinicians, "level", level="routine", reason="a scab")
    fields = ward.form(browser, "resolve") | {"outcome": "seen", "judgement": "over_triaged"}
    _went_on(ward, ward.act(browser, "resolve", **fields), "resolve")


def test_every_act_is_in_the_audit_log_without_a_word_of_anybody(ward: Ward) -> None:
    _, browser = ward.colleague()
    ward.act(browser, "take")
    ward.act(browser, "note", text="a private note")
    ward.act(browser, "reply", text="Hello.", **ward.form(browser))
    ward.act(browser, "give-back")
    ward.act(browser, "resolve", outcome="seen", judgement="right", **ward.form(browser, "resolve"))
    assert {"took", "noted", "replied", "gave_back", "resolved", "viewed_case"} <= set(ward.desk.noted())
    with ward.desk.side.database.reading() as session:
        assert verify(session) == []


def test_an_unknown_level_colleague_or_call_changes_nothing(ward: Ward) -> None:
    _, browser = ward.colleague()
    assert ward.act(browser, "level", level="none", reason="x").status_code == 422
    assert ward.act(browser, "hand", to="0" * 32).status_code == 422
    assert ward.act(browser, "call", reached="", text="x").status_code == 422
    assert ward.kinds() == ["opened"]


def test_with_htmx_the_form_comes_back_with_what_changed(ward: Ward) -> None:
    _, browser = ward.colleague()
    answer = ward.part(browser, "note", text="a note")
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="form-note">')
    assert 'id="live-history"' in answer.text
    assert "The note was added." in answer.text
    assert "<html" not in answer.text
    refused = ward.part(browser, "note", text="")
    assert (refused.status_code, refused.headers["x-case-part"]) == (422, "1")
    assert PUS in ward.part(browser, "take").text


def test_an_acts_address_that_is_opened_is_the_case(ward: Ward) -> None:
    _, browser = ward.colleague()
    answer = browser.get(f"{ward.page}/resolve")
    assert (answer.status_code, answer.headers["location"]) == (303, ward.page)
    assert ward.kinds() == ["opened"]


def test_nothing_is_done_without_the_token(ward: Ward, desk: Desk) -> None:
    _, browser = ward.colleague()
    assert browser.post(f"{ward.page}/take", data={"csrf": "forged"}).status_code == 403
    assert desk.browser().post(f"{ward.page}/take").headers["location"].startswith("/staff/sign-in")
    assert ward.kinds() == ["opened"]


def test_every_view_of_the_case_is_for_those_who_are_signed_in(ward: Ward) -> None:
    _, browser = ward.colleague("Sam", role="staff")
    token = csrf(browser)
    for view in views():
        path = view.path.replace("{case_id}", "0" * 32).replace("{token}", "forged")
        nobody = ward.desk.browser().request(view.method, path)
        assert (nobody.status_code, nobody.headers["location"][:14]) == (303, "/staff/sign-in"), view
        data = {"csrf": token} if view.method == "POST" else None
        assert browser.request(view.method, path, data=data).status_code in (303, 404), view
        if view.method == "POST":
            assert browser.post(path, data={"csrf": "forged"}).status_code == 403, view
