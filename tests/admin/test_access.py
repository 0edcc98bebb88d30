"""Every route of the office, asked for by everybody: allowed or refused as declared."""

import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from quelia.admin.access import ACCESS, Role
from quelia.admin.answers import Content, begun
from quelia.admin.invitations import invited, link_of, state_link_of
from quelia.onboarding.answer.answer import Answer
from quelia.onboarding.invitation import LIFE
from quelia.store import models
from tests.admin.counter import PASSWORD, Counter
from tests.admin.guest import path_of

# routes that came with a library and that nobody may use
CLOSED = {
    "account_signup", "account_email", "account_email_verification_sent", "account_confirm_email", "account_set_password",
    "account_request_reauthentication_code", "account_confirm_reauthentication_code", "account_confirm_login_code",
}  # fmt: skip
_EXAMPLES = {"uidb36": "1", "key": "set-password", "pk": 4711}
_ROLES: tuple[Role, ...] = ("anonymous", "owner", "operator")


def routes(resolver: URLResolver | None = None, before: str = "/") -> Iterator[tuple[str, str]]:
    """Name and path of each route, with `<…>` where something is to be filled in."""
    for each in (resolver or get_resolver()).url_patterns:
        path = before + str(each.pattern).removeprefix("^").removesuffix("$")
        if isinstance(each, URLResolver):
            yield from routes(each, path)
        else:
            assert isinstance(each, URLPattern)
            yield each.name or "", path


ROUTES = dict(routes())
DRAFT = {
    "slug": "source-soleil", "owner": "soleil", "url": "https://scada.example.org/v2",
    "point": [{"plant": "plant-soleil", "quantity": "power", "path": "power", "unit": "MW"}],
}  # fmt: skip


def _invitation(counter: Counter) -> str:
    return path_of(link_of(invited(counter.owners["soleil"])))


def _state(counter: Counter) -> str:
    answer = begun(Content(answer=Answer()), [], owner=counter.owners["soleil"])
    models.Answer.objects.filter(pk=answer.pk).update(received_at=timezone.now())
    return path_of(state_link_of(answer))


# routes that a link opens: with one that does
GUESTS = {"invitation": _invitation, "answer_state": _state}


def filled(name: str, counter: Counter) -> str:
    """The path of a route, with what there is in the office of `counter`."""
    if name in GUESTS:
        return GUESTS[name](counter)
    kind = name.partition("_")[0]
    slugs = {
        "owner": "soleil",
        "plant": "plant-soleil",
        "map": "map-soleil",
        "source": "source-soleil",
        "push": "push-soleil",
    }
    path = re.sub(r"\(\?P<(\w+)>[^)]*\)+", lambda found: str(_EXAMPLES.get(found[1], "x")), ROUTES[name])
    path = path.replace("<slug:slug>", slugs.get(kind, "x")).replace("<int:number>", str(counter.people["vent"].pk))
    return path.replace("<int:pk>", "4711")


def who(role: Role, counter: Counter) -> models.User | None:
    return {"anonymous": None, "owner": counter.people["soleil"], "operator": counter.operator}[role]


def asked(visitor: Client, path: str) -> HttpResponse:
    """By GET, else by POST: no route changes anything by GET."""
    answer = visitor.get(path)
    if answer.status_code == 405:
        answer = visitor.post(path, {"paused": "", "published": "1"})
    assert isinstance(answer, HttpResponse)
    return answer


def test_there_are_routes() -> None:
    assert len(ROUTES) > 40
    assert all(ROUTES)


def test_every_route_says_who_may_ask_for_it() -> None:
    assert set(ROUTES) - set(ACCESS) - CLOSED == set()


def test_nothing_is_declared_that_does_not_exist() -> None:
    assert (set(ACCESS) | CLOSED) - set(ROUTES) == {"mfa_trust"} - set(ROUTES)


@pytest.mark.parametrize("role", _ROLES)
def test_every_route_is_given_to_whom_it_is_for(counter: Counter, role: Role) -> None:
    counter.connect("soleil")
    counter.receive("soleil")
    models.Draft.objects.create(slug="source-soleil", owner=counter.owners["soleil"], content=DRAFT)
    _correspond(counter)
    outcomes = {name: _outcome(counter.visitor(who(role, counter)), name, counter) for name in sorted(ROUTES)}
    expected = {name: _expected(name, role) for name in ROUTES}
    assert {name: outcome for name, outcome in outcomes.items() if outcome not in expected[name]} == {}


def _correspond(counter: Counter) -> None:
    """An invitation, an answer and a push key of the number that paths are filled with."""
    number, now, owner = counter.people["vent"].pk, timezone.now(), counter.owners["soleil"]
    models.PushKey.objects.create(
        pk=number, source=models.Source.objects.get(slug="push-soleil"), digest="d", hint="zz", made_at=now
    )
    models.Invitation.objects.create(pk=number, owner=owner, nonce="n", made_at=now, until=now + LIFE)
    content: dict[str, object] = {"answer": {"fields": {}}}
    models.Answer.objects.create(
        pk=number, owner=owner, content=content, nonce="n", begun_at=now, received_at=now, plant=owner.plants.get()
    )


def _outcome(visitor: Client, name: str, counter: Counter) -> str:
    answer = asked(visitor, filled(name, counter))
    if answer.status_code == 302 and answer["Location"].startswith("/admin/login/"):
        return "led to sign in"
    return "missing" if answer.status_code == 404 else "failed" if answer.status_code >= 500 else "given"


def _expected(name: str, role: Role) -> set[str]:
    if role in ACCESS.get(name, ()):
        # those at the entrance lead to its door whoever has not begun to come in
        begun = {"led to sign in"} if role == "anonymous" and name in _ENTRANCE else set()
        return {"given", "missing"} if name in ("office_first", *_OF_ANOTHER) else {"given", *begun}
    return {"led to sign in"} if role == "anonymous" and name in ACCESS else {"missing"}


_ENTRANCE = ("account_logout", "mfa_authenticate", "mfa_login_webauthn")
# what they are about does not exist in these tests: a second factor that nobody has, a reply where nothing is missing,
# a key that nobody can tell again
_OF_ANOTHER = (
    "mfa_deactivate_totp", "mfa_remove_webauthn", "mfa_edit_webauthn", "mfa_view_recovery_codes",
    "mfa_download_recovery_codes", "answer_reply", "push_bridge_file",
)  # fmt: skip


@pytest.mark.parametrize("name", ["plant_show", "plant_pause", "plant_preview", "source_secret"])
def test_people_of_another_owner_see_nothing_of_a_plant(counter: Counter, name: str) -> None:
    counter.connect("soleil")
    answer = asked(counter.visitor(counter.people["vent"]), filled(name, counter))
    nowhere = asked(counter.visitor(counter.people["vent"]), filled(name, counter).replace("soleil", "nowhere"))
    assert (answer.status_code, nowhere.status_code) == (404, 404)
    assert b"Soleil" not in answer.content


def test_people_of_an_owner_are_listed_their_own_plants_only(counter: Counter) -> None:
    page = counter.visitor(counter.people["vent"]).get("/admin/centrales/").content.decode()
    assert ("Centrale vent" in page, "Centrale soleil" in page) == (True, False)


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/nowhere/"])
def test_no_page_of_the_office_is_kept(counter: Counter, path: str) -> None:
    assert counter.visitor(counter.operator).get(path)["Cache-Control"] == "no-store"


def test_a_form_from_elsewhere_changes_nothing(counter: Counter) -> None:
    answer = counter.visitor(counter.operator, strict=True).post(
        "/admin/centrales/plant-soleil/publier/", {"published": "0"}
    )
    assert (answer.status_code, models.Plant.objects.get(slug="plant-soleil").published) == (403, True)


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://localhost", 302), ("https://elsewhere.example", 403), ("http://localhost:81", 403), ("null", 403)],
)
def test_a_form_is_taken_from_our_own_pages_only(counter: Counter, origin: str, status: int) -> None:
    visitor = counter.visitor(counter.operator, strict=True)
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', visitor.get("/admin/").content.decode())[0]
    answer = visitor.post(
        "/admin/centrales/plant-soleil/publier/",
        {"published": "0", "csrfmiddlewaretoken": token},
        headers={"origin": origin},
    )
    assert answer.status_code == status


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"])
def test_signing_in_leads_nowhere_else(counter: Counter, where: str) -> None:
    visitor = counter.visitor()
    given = {"login": counter.operator.email, "password": PASSWORD, "next": where}
    assert visitor.post("/admin/login/", given)["Location"] == "/admin/"
