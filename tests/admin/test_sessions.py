"""Sessions: who has one, for how long, and what its cookie allows."""

import zlib

import pytest
from django.conf import settings as django_settings
from django.core import signing
from django.test import Client, override_settings

from quelia import app
from quelia.admin.sessions import Sealed
from quelia.admin.settings import values
from quelia.settings import Settings
from tests.admin.clock import Clock
from tests.admin.counter import PASSWORD, Counter
from tests.admin.office import KEY
from tests.store.cellar import query

MINUTE_S, HOUR_S = 60, 3600


def entered(counter: Counter, visitor: Client | None = None) -> Client:
    """The operator's browser, after he has signed in."""
    visitor = visitor or counter.visitor()
    visitor.post("/admin/login/", {"login": counter.operator.email, "password": PASSWORD})
    return visitor


def is_in(visitor: Client) -> bool:
    return visitor.get("/admin/").status_code == 200


def key(visitor: Client) -> str:
    return str(visitor.cookies[django_settings.SESSION_COOKIE_NAME].value)


def show(visitor: Client, key: str) -> None:
    visitor.cookies.load({django_settings.SESSION_COOKIE_NAME: key})


def test_its_id_changes_when_one_signs_in(counter: Counter) -> None:
    visitor = counter.visitor()
    visitor.get("/admin/password/reset/key/1-none/")  # begins one
    planted = visitor.session
    planted["planted"] = True
    planted.save()
    before = str(planted.session_key)
    assert (is_in(entered(counter, visitor)), key(visitor) != before) == (True, True)
    show(visitor, before)
    assert not is_in(visitor)


def test_its_cookie_opens_nothing_once_one_has_signed_out(counter: Counter) -> None:
    visitor = entered(counter)
    before = key(visitor)
    visitor.post("/admin/logout/")
    show(visitor, before)
    assert not is_in(visitor)


@pytest.mark.parametrize(("minutes", "still"), [(29, True), (31, False)])
def test_it_ends_after_half_an_hour_in_which_nothing_is_asked(
    counter: Counter, clock: Clock, minutes: int, still: bool
) -> None:
    visitor = entered(counter)
    clock.pass_s(minutes * MINUTE_S)
    assert is_in(visitor) is still


@pytest.mark.parametrize(("hours", "still"), [(11.9, True), (12.1, False)])
def test_it_ends_after_twelve_hours_however_much_is_asked(
    counter: Counter, clock: Clock, hours: float, still: bool
) -> None:
    visitor = entered(counter)
    for _ in range(int(hours * HOUR_S) // (20 * MINUTE_S)):
        clock.pass_s(20 * MINUTE_S)
        visitor.get("/admin/journal/")
    clock.pass_s(hours * HOUR_S % (20 * MINUTE_S))
    assert is_in(visitor) is still


def test_one_that_ended_is_gone_from_the_server(counter: Counter, clock: Clock) -> None:
    visitor = entered(counter)
    before = key(visitor)
    clock.pass_s(31 * MINUTE_S)
    visitor.get("/admin/")
    clock.pass_s(-31 * MINUTE_S)
    show(visitor, before)
    assert not is_in(visitor)


def test_a_form_that_is_sent_too_late_leads_to_a_page_that_exists(counter: Counter, clock: Clock) -> None:
    visitor = entered(counter)
    clock.pass_s(31 * MINUTE_S)
    answer = visitor.post("/admin/centrales/plant-soleil/publier/", {"published": "0"})
    assert answer["Location"] == "/admin/login/?next=/admin/"


def test_the_others_are_closed_and_this_one_stays(counter: Counter) -> None:
    here, there = entered(counter), entered(counter)
    here.post("/admin/sessions/")
    assert (is_in(here), is_in(there)) == (True, False)


def test_a_new_password_closes_the_others(counter: Counter) -> None:
    here, there = entered(counter), entered(counter)
    new = "une autre phrase que personne ne devine"
    here.post("/admin/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (is_in(here), is_in(there)) == (True, False)


def test_it_ends_with_its_account(counter: Counter) -> None:
    visitor = counter.visitor(counter.people["vent"])
    entered(counter).post(f"/admin/comptes/{counter.people['vent'].pk}/supprimer/")
    assert not is_in(visitor)


def test_what_it_remembers_is_sealed(counter: Counter) -> None:
    entered(counter)
    ((stored,),) = query(counter.folder, "SELECT session_data FROM django_session")
    content = signing.b64_decode(str(stored).lstrip(".").partition(":")[0].encode())
    readable = zlib.decompress(content) if str(stored).startswith(".") else content
    assert b"_auth_user_id" not in readable
    assert Sealed().loads(readable)["_auth_user_id"] == str(counter.operator.pk)


def test_those_that_are_over_are_forgotten_at_the_next_start(counter: Counter) -> None:
    entered(counter), entered(counter)
    first = "(SELECT session_key FROM django_session LIMIT 1)"
    query(counter.folder, f"UPDATE django_session SET expire_date = '2026-01-01 00:00:00' WHERE session_key = {first}")
    app.prepare(Settings(data=str(counter.folder)))
    assert query(counter.folder, "SELECT COUNT(*) FROM django_session") == [(1,)]


def cookie_settings(public_url: str) -> dict[str, object]:
    made = values(Settings(data="nowhere", public_url=public_url), [KEY])
    return {name: value for name, value in made.items() if "COOKIE" in name}


@pytest.mark.parametrize(
    ("public_url", "prefix"), [("https://carte.example.org", "__Host-"), ("http://localhost:8000", "")]
)
def test_cookies_are_of_one_host_and_out_of_reach_of_scripts(counter: Counter, public_url: str, prefix: str) -> None:
    with override_settings(**cookie_settings(public_url)):
        visitor = counter.visitor()
        visitor.get("/admin/login/")
        entered(counter, visitor)
        kept = {name: cookie for name, cookie in visitor.cookies.items() if cookie.value}
    assert kept.keys() == {f"{prefix}quelia", f"{prefix}quelia-form"}
    for cookie in kept.values():
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
        assert bool(cookie["secure"]) is bool(prefix)
