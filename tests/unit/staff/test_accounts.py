"""The accounts: what is refused, that an admin is always left, and what the audit log says."""

import pytest

from bot.staff.accounts.errors import AccountError, LastAdminError, NoSuchMemberError, PasswordRefusedError
from bot.staff.accounts.passwords import Passwords, check_password, one_time_password
from tests.unit.staff.conftest import CHEAP, PASSWORD, Desk

NORA = "nora@clinic.example"


@pytest.mark.parametrize("login", ["nora", "nora@clinic", "a b@c.example", "@c.example", "", "x" * 250 + "@c.example"])
def test_a_login_is_an_address(desk: Desk, login: str) -> None:
    with pytest.raises(AccountError) as refused:
        desk.side.accounts.add(login=login, name="Nora", role="staff", by=None)
    assert refused.value.field == "login"


def test_a_login_stands_once_however_it_is_written(desk: Desk) -> None:
    desk.add(NORA)
    with pytest.raises(AccountError, match="already"):
        desk.side.accounts.add(login=" Nora@Clinic.Example ", name="Nora", role="staff", by=None)
    found = desk.side.accounts.by_login("NORA@clinic.example")
    assert found is not None
    assert found.member.login == NORA


@pytest.mark.parametrize("password", ["short", "x" * 129, "abababababab", "nora-nora-nora", ""])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefusedError):
        check_password(password, login=NORA)


def test_a_made_password_is_long_random_and_allowed() -> None:
    made = {one_time_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        assert len(password) == 23
        check_password(password, login=NORA)


def test_hashes_are_argon2id_and_the_same_letter_typed_otherwise_fits() -> None:
    assert Passwords().hash("anything").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    passwords = Passwords(CHEAP)
    kept = passwords.hash("caf\u00e9 random words")
    assert passwords.fits("cafe\u0301 random words", kept=kept)
    assert not passwords.fits("cafe random words", kept=kept)
    assert not passwords.fits("anything", kept=None)
    assert Passwords().is_dated(kept)


def test_a_dated_hash_is_renewed_at_the_next_sign_in(desk: Desk) -> None:
    desk.add()
    before = desk.row(NORA).password_hash
    desk.side.sign_in._passwords = Passwords()
    assert desk.side.sign_in.by_password(login=NORA, password=PASSWORD) is not None
    assert desk.row(NORA).password_hash != before
    assert desk.side.sign_in.by_password(login=NORA, password=PASSWORD) is not None


def test_an_admin_is_always_left(desk: Desk) -> None:
    first = desk.add("first@clinic.example", role="admin")
    accounts = desk.side.accounts
    with pytest.raises(LastAdminError):
        accounts.disable(first.id, by=None)
    with pytest.raises(LastAdminError):
        accounts.change_role(first.id, role="staff", by=None)
    second = desk.add("second@clinic.example", role="admin")
    accounts.disable(first.id, by=second.id)
    with pytest.raises(LastAdminError):
        accounts.disable(second.id, by=None)


def test_a_person_on_call_has_one_account(desk: Desk) -> None:
    accounts, (person, *_) = desk.side.accounts, desk.side.protocol.clinic.on_call.people
    known = desk.side.protocol.clinic.on_call.people.keys()
    first, second = desk.add("a@clinic.example"), desk.add("b@clinic.example")
    accounts.set_person(first.id, person=person, known=known, by=None)
    with pytest.raises(AccountError, match="already"):
        accounts.set_person(second.id, person=person, known=known, by=None)
    with pytest.raises(AccountError, match="no such person"):
        accounts.set_person(second.id, person="nobody-of-clinic", known=known, by=None)
    accounts.disable(first.id, by=None)
    accounts.set_person(second.id, person=person, known=known, by=None)
    assert {member.login: member.person for member in accounts.members()} == {"b@clinic.example": person}


def test_another_clinics_account_is_not_found(desk: Desk) -> None:
    with pytest.raises(NoSuchMemberError):
        desk.side.accounts.by_id("0" * 32)


def test_every_change_stands_in_the_log_without_a_word_of_a_secret(desk: Desk) -> None:
    member, accounts = desk.add(), desk.side.accounts
    accounts.change_role(member.id, role="clinician", by="admin-id")
    accounts.set_person(member.id, person=None, known=(), by="admin-id")
    once = accounts.reset_password(member.id, by="admin-id")
    accounts.reset_second_factor(member.id, by="admin-id")
    accounts.end_sessions(member.id, by="admin-id")
    accounts.disable(member.id, by="admin-id")
    accounts.enable(member.id, by="admin-id")
    assert desk.noted() == [
        "account_added",
        "account_role_changed",
        "account_person_set",
        "account_password_reset",
        "account_second_factor_reset",
        "account_sessions_ended",
        "account_disabled",
        "account_enabled",
    ]
    assert once not in str(vars(desk.row(NORA)))
