"""The clinic's own sign-in: which token counts, whose account it opens, and that it makes none."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from joserfc.jwk import OctKey, RSAKey
from starlette.testclient import TestClient

from bot.staff.cookies import provider_cookie
from tests.unit.staff.conftest import ADDRESS, Clock, Desk
from tests.unit.staff.provider_stand_in import SETTINGS, ProviderStandIn

BACK = "/staff/sign-in/provider/back"


@pytest.fixture
def provider(clock: Clock) -> ProviderStandIn:
    return ProviderStandIn(clock)


@pytest.fixture
def desk(make_desk: Callable[..., Desk], provider: ProviderStandIn) -> Desk:
    return make_desk(oidc=SETTINGS, transport=provider.transport)


def _go(browser: TestClient, provider: ProviderStandIn, *, to: str = "") -> httpx.Response:
    leaving = browser.get("/staff/sign-in/provider" + (f"?next={to}" if to else ""))
    assert leaving.status_code == 303, leaving.text
    back = provider.authorize(leaving.headers["location"])
    answer: httpx.Response = browser.get(BACK, params=back, headers={"Sec-Fetch-Site": "cross-site"})
    return answer


def _is_in(browser: TestClient) -> bool:
    return bool(browser.get("/staff/me").status_code == 200)


def test_an_account_with_the_verified_address_is_signed_in_and_comes_to_its_page(
    desk: Desk, provider: ProviderStandIn
) -> None:
    desk.add()
    browser = desk.browser()
    answer = _go(browser, provider, to="/staff/me")
    assert 'content="0;url=/staff/me"' in answer.text
    assert _is_in(browser)
    assert desk.row("nora@clinic.example").oidc_subject == "s-1"


def test_the_subject_finds_the_account_after_its_address_has_changed(desk: Desk, provider: ProviderStandIn) -> None:
    desk.add()
    _go(desk.browser(), provider)
    provider.claims["email"] = "new-name@clinic.example"
    browser = desk.browser()
    _go(browser, provider)
    assert _is_in(browser)


def test_a_new_owner_of_an_address_does_not_get_the_old_ones_account(desk: Desk, provider: ProviderStandIn) -> None:
    desk.add()
    _go(desk.browser(), provider)
    provider.claims["sub"] = "s-2"
    browser = desk.browser()
    assert _go(browser, provider).status_code == 422
    assert not _is_in(browser)


@pytest.mark.parametrize(
    "change", [{"email_verified": False}, {"email_verified": "true"}, {"email": "x@clinic.example"}]
)
def test_no_account_is_opened_by_an_unverified_address_or_made_for_an_unknown_one(
    desk: Desk, provider: ProviderStandIn, change: dict[str, Any]
) -> None:
    desk.add()
    provider.claims |= change
    browser = desk.browser()
    assert _go(browser, provider).status_code == 422
    assert not _is_in(browser)
    assert len(desk.side.accounts.all()) == 1


def test_a_disabled_account_stays_shut(desk: Desk, provider: ProviderStandIn) -> None:
    desk.side.accounts.disable(desk.add().id, by=None)
    assert _go(desk.browser(), provider).status_code == 422


@pytest.mark.parametrize(("amr", "is_in"), [(None, False), (["pwd"], False), (["pwd", "mfa"], True)])
def test_a_clinician_gives_the_code_unless_the_provider_has_asked_for_one(
    desk: Desk, provider: ProviderStandIn, amr: list[str] | None, is_in: bool
) -> None:
    desk.add(role="clinician")
    if amr:
        provider.claims["amr"] = amr
    browser = desk.browser()
    answer = _go(browser, provider)
    assert _is_in(browser) is is_in
    assert ("/staff/sign-in/code" in answer.text) is not is_in


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"iss": "https://evil.example"},
        {"aud": "another client"},
        {"aud": ["another client"], "azp": SETTINGS.client_id},
        {"exp": 1_000_000_000},
        {"sub": ""},
    ],
    ids=str,
)
def test_a_token_for_something_else_is_refused(desk: Desk, provider: ProviderStandIn, claims: dict[str, Any]) -> None:
    desk.add()
    provider.claims |= claims
    browser = desk.browser()
    assert _go(browser, provider).status_code == 422
    assert not _is_in(browser)


def test_a_token_that_another_key_has_signed_is_refused(desk: Desk, provider: ProviderStandIn) -> None:
    desk.add()
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert _go(desk.browser(), provider).status_code == 422


def test_a_token_signed_with_the_shared_secret_is_refused(desk: Desk, provider: ProviderStandIn) -> None:
    desk.add()
    provider.header = {"alg": "HS256", "kid": "one"}
    provider.signs_with = OctKey.import_key(SETTINGS.client_secret * 4)  # type: ignore[assignment]
    assert _go(desk.browser(), provider).status_code == 422


def test_an_answer_counts_only_in_the_browser_that_asked(desk: Desk, provider: ProviderStandIn) -> None:
    desk.add()
    back = provider.authorize(desk.browser().get("/staff/sign-in/provider").headers["location"])
    victim = desk.browser()
    assert victim.get(BACK, params=back).status_code == 422
    victim.get("/staff/sign-in/provider")
    assert victim.get(BACK, params=back).status_code == 422
    assert not _is_in(victim)


def test_an_answer_counts_for_ten_minutes_and_once(desk: Desk, provider: ProviderStandIn) -> None:
    desk.add()
    browser = desk.browser()
    back = provider.authorize(browser.get("/staff/sign-in/provider").headers["location"])
    noted = browser.cookies[provider_cookie(ADDRESS)]
    desk.clock.move(timedelta(minutes=11))
    assert browser.get(BACK, params=back).status_code == 422
    desk.clock.move(-timedelta(minutes=11))
    again = desk.browser()
    for status in (200, 422):
        again.cookies.set(provider_cookie(ADDRESS), noted)
        assert again.get(BACK, params=back).status_code == status


def test_the_waiting_cookie_is_lax_and_holds_nothing_that_can_be_read(desk: Desk) -> None:
    leaving = desk.browser().get("/staff/sign-in/provider")
    assert "SameSite=lax" in leaving.headers["set-cookie"]
    state = httpx.URL(leaving.headers["location"]).params["state"]
    assert state not in leaving.headers["set-cookie"]


def test_a_provider_that_is_down_or_is_another_leaves_the_password(desk: Desk, provider: ProviderStandIn) -> None:
    provider.issuer = "https://evil.example"
    assert 'name="password"' in desk.browser().get("/staff/sign-in/provider").text
    provider.is_up = False
    answer = desk.browser().get("/staff/sign-in/provider")
    assert answer.status_code == 422
    assert 'name="password"' in answer.text


def test_without_a_provider_its_pages_lead_to_the_sign_in_page(make_desk: Callable[..., Desk]) -> None:
    browser = make_desk().browser()
    assert browser.get("/staff/sign-in/provider").headers["location"] == "/staff/sign-in"
    assert browser.get(BACK).headers["location"] == "/staff/sign-in"
    assert "clinic's account" not in browser.get("/staff/sign-in").text
