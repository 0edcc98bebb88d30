"""A source made in the office: tried first, its secret typed once and never shown."""

import html
import re
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme
from django.test import Client

from quelia.admin.desk import desk
from quelia.sources.preset import PRESETS
from quelia.store import models
from quelia.store.declaration import read
from tests.admin.counter import Counter
from tests.admin.untouched import untouched
from tests.sources.certificates import server_tls
from tests.sources.owner import Owner, running

SECRET = "never-to-be-shown-4711"
NEW = "/admin/sources/nouvelle/"


class _Owner(Owner):
    def get(self) -> None:
        self.say(200 if self.headers.get("X-Key") == SECRET else 401, {"data": {"currentPower": 15.8, "<b>id": 7}})


@pytest.fixture
def port() -> Iterator[int]:
    with running(ThreadingHTTPServer(("127.0.0.1", 0), _Owner)) as server:
        yield server.server_port


@pytest.fixture
def secure_port(tmp_path: Path) -> Iterator[int]:
    """A server whose certificate no authority vouches for."""
    tls = server_tls("self_signed", trustme.CA(), tmp_path)
    assert tls is not None
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Owner)
    server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    with running(server):
        yield server.server_port


@pytest.fixture
def operator(counter: Counter) -> Client:
    """Whose plants nobody sees yet."""
    models.Plant.objects.update(published=False)
    return counter.visitor(counter.operator)


def given(port: int, **more: str) -> dict[str, str]:
    """What a browser sends of a page with one key and one point. `point__path` is the path of the first point."""
    usual = {
        "url": f"http://127.0.0.1:{port}/live", "interval_s": "5", "history_s": "60", "timeout_s": "3",
        "null": "no_production", "night": "as_read", "timezone": "Europe/Paris", **rows("key", 1), **rows("point", 1),
        "key__type": "header", "key__name": "X-Key", "key__secret": SECRET,
        "point__plant": "plant-soleil", "point__quantity": "power", "point__unit": "MW",
        "point__number": "json", "point__pick": "only",
    }  # fmt: skip
    return {name.replace("__", "-0-"): value for name, value in (usual | more).items()}


def rows(kind: str, count: int) -> dict[str, str]:
    return {f"{kind}-TOTAL_FORMS": str(count), f"{kind}-INITIAL_FORMS": "0"}


def said(operator: Client, data: dict[str, str]) -> str:
    return operator.post(NEW, data).content.decode()


def carried(page: str) -> str:
    found = re.search(r'name="carried" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_the_numbers_of_the_answer_are_offered(operator: Client, port: int) -> None:
    page = said(operator, given(port, **{"try": "1"}))
    assert 'value="$.data.currentPower|kW"' in page
    assert "&lt;b&gt;id" in page
    assert "<b>id" not in page


def test_a_number_that_is_chosen_becomes_the_path_and_is_tried(operator: Client, port: int) -> None:
    page = said(operator, given(port, take="$.data.currentPower|MW"))
    assert "La valeur lue est 15,8\u00a0MW." in page
    assert 'value="$.data.currentPower"' in page


@pytest.mark.journey
def test_a_whole_trial_asks_a_few_times_and_as_another_site(operator: Client, port: int) -> None:
    page = said(operator, given(port, point__path="data.currentPower", interval_s="1", probe="1"))
    assert "La valeur n’a pas changé d’un appel à l’autre" in page
    assert "CORS" in page


def test_a_path_that_is_chosen_is_whole_whatever_its_key_is_called(operator: Client, port: int) -> None:
    page = said(operator, given(port, take="$.data['a|b']|kW", point__unit=""))
    assert "value=\"$.data['a|b']\"" in html.unescape(page)
    assert 'name="point-0-unit" value="kW"' in page


def test_a_secret_goes_from_page_to_page_unreadable(operator: Client, port: int) -> None:
    page = said(operator, given(port, **{"try": "1"}))
    assert SECRET not in page
    again = said(
        operator, given(port, key__secret="", carried=carried(page), point__path="data.currentPower", **{"try": "1"})
    )
    assert "La valeur lue est 15,8\u00a0MW." in again


def test_a_secret_does_not_go_to_another_server(operator: Client, port: int) -> None:
    page = said(operator, given(port, **{"try": "1"}))
    elsewhere = given(port, key__secret="", carried=carried(page), url="http://127.0.0.1:1/live", **{"try": "1"})
    answer = operator.post(NEW, elsewhere)
    assert (answer.status_code, "Tapez le secret." in answer.content.decode()) == (422, True)


TOKEN = {
    "key__type": "oauth2", "key__user": "quelia", "key__token_url": "https://id.example.org/token",
    "key__grant": "client_credentials", "key__place": "body",
}  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        {"key__type": "bearer"},
        {"key__type": "header"},
        {"key__token_url": "https://evil.example.org/token"},
        {"key__grant": "refresh_token"},
    ],
)
def test_a_secret_does_not_go_where_another_kind_of_key_is_shown(
    operator: Client, port: int, other: dict[str, str]
) -> None:
    """The field of the other kind stays in the page, and is sent."""
    page = said(operator, given(port, **TOKEN, add_point="1"))
    answer = operator.post(NEW, given(port, **(TOKEN | other), key__secret="", carried=carried(page), **{"try": "1"}))
    assert (answer.status_code, "Tapez le secret." in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("asked", [{"drop_key": "x"}, {"drop_point": "-1"}, {"drop_key": "999"}])
def test_a_row_that_no_page_of_ours_names_breaks_nothing(operator: Client, port: int, asked: dict[str, str]) -> None:
    assert operator.post(NEW, given(port, **asked)).status_code == 200


def test_a_row_less_keeps_the_secrets_of_the_others_in_their_place(operator: Client, port: int) -> None:
    two = given(port, **TOKEN, key__secret="of another server") | rows("key", 2)
    two |= {"key-1-type": "header", "key-1-name": "X-Key", "key-1-secret": SECRET}
    page = said(operator, two | {"drop_key": "0"})
    again = given(port, key__secret="", carried=carried(page), point__path="data.currentPower", **{"try": "1"})
    assert "La valeur lue est 15,8\u00a0MW." in said(operator, again)


@pytest.mark.parametrize("envelope", ["AAAA", "not base64 é", "x" * 4000])
def test_an_envelope_of_others_is_none(operator: Client, port: int, envelope: str) -> None:
    assert operator.post(NEW, given(port, key__secret="", carried=envelope, **{"try": "1"})).status_code == 422


def test_what_was_tried_is_saved_sealed_and_stands_in_the_journal_without_its_secret(
    operator: Client, port: int
) -> None:
    answer = operator.post(NEW, given(port, point__path="data.currentPower", save="1"))
    source = models.Source.objects.get(slug="plant-soleil-power")
    assert answer["Location"] == "/admin/centrales/plant-soleil/"
    assert (source.url, source.auth) == (
        f"http://127.0.0.1:{port}/live",
        [{"scheme": "header", "name": "X-Key", "user": ""}],
    )
    assert SECRET.encode() not in bytes(source.secrets or b"")
    assert SECRET not in operator.get("/admin/journal/").content.decode()
    assert "plant-soleil-power" in operator.get("/admin/sources/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"point__path": "a..b"}, "n’est pas un chemin"),
        ({"point__path": "x", "point__unit": "mw"}, "Vouliez-vous dire MW"),
        ({"url": "http://10.0.0.1/live", "save": "1", "point__path": "x"}, "réseau privé"),
        ({"key__name": "Host", "save": "1", "point__path": "x"}, "appartient à la requête"),
        ({"interval_s": "0"}, "1"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_saved(
    operator: Client, port: int, wrong: dict[str, str], told: str
) -> None:
    answer = operator.post(NEW, given(port, **{"try": "1"} | wrong))
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert not models.Source.objects.exists()


def test_a_quantity_is_measured_once(operator: Client, port: int) -> None:
    for _ in range(2):
        answer = operator.post(NEW, given(port, point__path="data.currentPower", save="1"))
    assert answer.status_code == 422
    assert models.Source.objects.count() == 1


def save(operator: Client, port: int, **more: str) -> None:
    answer = operator.post(NEW, given(port, point__path="data.currentPower", save="1", **more))
    assert answer.status_code == 302, answer.content.decode()


def edit(operator: Client, data: dict[str, str]) -> str:
    return operator.post("/admin/sources/plant-soleil-power/modifier/", data).content.decode()


def test_what_is_edited_goes_on_with_its_secret(operator: Client, port: int) -> None:
    save(operator, port)
    page = edit(operator, given(port, key__secret="", point__path="data.currentPower", **{"try": "1"}))
    assert "La valeur lue est 15,8\u00a0MW." in page
    edit(operator, given(port, key__secret="", point__path="data.currentPower", interval_s="2,5", save="1"))
    source = models.Source.objects.get(slug="plant-soleil-power")
    assert (source.interval_s, source.secrets is not None) == (2.5, True)


def test_what_is_edited_asks_for_the_secret_again_for_another_server(operator: Client, port: int) -> None:
    save(operator, port)
    elsewhere = given(port, key__secret="", point__path="x", url="http://127.0.0.1:1/", save="1")
    assert "Tapez le secret." in edit(operator, elsewhere)


def test_an_edited_source_of_a_published_plant_is_a_draft(operator: Client, port: int) -> None:
    save(operator, port)
    models.Plant.objects.update(published=True)
    edit(operator, given(port, key__secret="", point__path="data.currentPower", interval_s="60", save="1"))
    assert models.Source.objects.get().interval_s == 5
    assert models.Draft.objects.get().content["interval_s"] == 60
    page = operator.get("/admin/sources/plant-soleil-power/modifier/").content.decode()
    assert 'value="60"' in page
    assert "Vous voyez le brouillon de cette source." in page
    assert "a préparé une modification de" in operator.get("/admin/journal/").content.decode()


def test_a_row_more_and_a_row_less_keep_what_was_typed(operator: Client, port: int) -> None:
    page = said(operator, given(port, point__path="data.currentPower", add_point="1"))
    assert SECRET not in page
    assert 'name="point-1-path"' in page
    assert 'value="data.currentPower"' in page
    two = given(port, key__secret="", carried=carried(page), point__path="data.currentPower", **rows("point", 2))
    two |= {"point-1-plant": "plant-soleil", "point-1-quantity": "temperature", "point-1-path": "t", "drop_point": "0"}
    page = said(operator, two)
    assert 'name="point-0-path" value="t"' in page
    assert 'name="point-1-path"' not in page
    assert carried(page)


@pytest.mark.parametrize("which", ["x", "-1", "\u0661", "7", "9" * 5000])
@pytest.mark.parametrize("kind", ["key", "point"])
def test_a_row_that_is_not_there_is_not_taken_away(operator: Client, port: int, kind: str, which: str) -> None:
    page = operator.post(NEW, given(port, point__path="t", **{f"drop_{kind}": which}))
    assert page.status_code == 200
    assert 'name="point-0-path" value="t"' in page.content.decode()
    assert carried(page.content.decode())


def test_a_number_goes_to_the_point_that_it_is_chosen_for(operator: Client, port: int) -> None:
    two = given(port, point__path="data.currentPower", take="$.data.currentPower|kW", target="1", **rows("point", 2))
    two |= {"point-1-plant": "plant-soleil", "point-1-quantity": "temperature", "point-1-unit": "°C"}
    page = said(operator, two)
    assert 'name="point-0-path" value="data.currentPower"' in page
    assert 'name="point-1-path" value="$.data.currentPower"' in page
    assert 'name="point-1-unit" value="°C"' in page


def test_a_certificate_is_shown_and_counts_once_it_is_accepted(operator: Client, secure_port: int) -> None:
    asked = given(secure_port, url=f"https://127.0.0.1:{secure_port}/live", point__path="data.currentPower")
    page = said(operator, asked | {"try": "1"})
    assert "auto-signé" in page
    shown = re.search(r'name="accept" value="([0-9a-f]{64})"', page)
    assert shown is not None
    page = said(operator, asked | {"accept": shown[1]})
    assert "La valeur lue est 15,8\u00a0MW." in page
    assert f'name="pin" value="{shown[1]}"' in page
    operator.post(NEW, asked | {"pin": shown[1], "save": "1"})
    assert models.Source.objects.get().pin == shown[1]


@pytest.mark.parametrize(("host", "offered"), [("localhost", False), ("127.0.0.1", True)])
def test_no_certificate_is_offered_for_a_fault_of_another_server_of_tokens(
    operator: Client, secure_port: int, host: str, offered: bool
) -> None:
    """What could be accepted would be that of the source's own server, which is well."""
    token = TOKEN | {"key__token_url": f"https://{host}:{secure_port}/token"}
    page = said(operator, given(secure_port, url=f"https://127.0.0.1:{secure_port}/live", **token, **{"try": "1"}))
    assert "À corriger" in page
    assert ('name="accept"' in page) == offered


def test_what_is_measured_belongs_to_one_owner(operator: Client, port: int) -> None:
    two = given(port, point__path="x", save="1", **rows("point", 2))
    two |= {"point-1-plant": "plant-vent", "point-1-quantity": "power", "point-1-path": "y", "point-1-unit": "kW"}
    assert "d’un même exploitant" in said(operator, two | {"point-1-number": "json", "point-1-pick": "only"})


def test_what_is_still_to_be_found_is_said_before_it_is_saved(operator: Client, port: int) -> None:
    assert "Choisissez un nombre de la réponse" in said(operator, given(port, save="1"))
    assert "Écrivez l’unité" in said(operator, given(port, point__path="x", point__unit="", save="1"))


def test_all_settings_are_kept_as_they_were_written(operator: Client, port: int) -> None:
    written = {
        "interval_s": "30", "history_s": "0", "timeout_s": "4,5", "daily_quota": "300", "stale_after_s": "900",
        "null": "error", "timestamp_path": "time", "timezone": "Indian/Reunion", "status_path": "status",
        "status_ok": "ok; 1; true", "pin": "ab" * 32, "point__scale": "0,001", "point__opposite": "on",
        "point__nulls": '-9999; N/A; "1"', "point__maximum": "20",
    }  # fmt: skip
    save(operator, port, **written)
    source = models.Source.objects.get()
    assert (source.interval_s, source.history_s, source.timeout_s, source.daily_quota) == (30, None, 4.5, 300)
    assert (source.status_ok, source.null, source.timezone, source.pin) == (
        ["ok", 1, True],
        "error",
        "Indian/Reunion",
        "ab" * 32,
    )
    point = source.points.get()
    assert (point.scale, point.nulls, point.maximum) == (-0.001, [-9999, "N/A", "1"], 20)
    page = operator.get(f"/admin/sources/{source.slug}/modifier/").content.decode()
    for value in ("0,001", "ok; 1; true", "-9999; N/A; &quot;1&quot;", "4,5"):
        assert f'value="{value}"' in page
    assert "Le quota de 300 appels par jour est respecté" in page


def test_what_is_saved_as_it_stands_changes_nothing(operator: Client) -> None:
    authority = trustme.CA().cert_pem.bytes().decode()
    key = {"type": "header", "name": "X-Key", "secret": SECRET}
    point = {"plant": "plant-soleil", "quantity": "power", "path": "a[0].b", "unit": "MW", "pick": "sum"}
    more = {"scale": -0.0012345678901234, "minimum": -0.5, "number": "leading", "nulls": [-9999, "N/A", "1", 1e-9]}
    source = {
        "slug": "toits", "owner": "soleil", "url": "https://api.example.org/live?x=1", "auth": [key], "interval_s": 7.5,
        "timeout_s": 2.5, "history_s": 0, "daily_quota": 50_000, "stale_after_s": 99.5, "null": "error",
        "night": "asleep", "timestamp_path": "t", "timezone": "Indian/Reunion", "status_path": "s",
        "status_ok": ["ok", 1, True, "1", "a;b"], "ca": authority, "pin": "AB:" * 31 + "AB", "point": [point | more],
    }  # fmt: skip
    desk().declarer.declare(read({"source": [source]}))
    before, page = models.Source.objects.values().get(), "/admin/sources/toits/modifier/"
    saved = operator.post(page, untouched(operator.get(page).content.decode()) | {"save": ["1"]})
    assert (saved.status_code, models.Source.objects.values().get()) == (302, before)


def test_a_source_is_deleted_with_its_secret(operator: Client, port: int) -> None:
    operator.post(NEW, given(port, point__path="data.currentPower", save="1"))
    assert operator.get("/admin/sources/plant-soleil-power/supprimer/").status_code == 200
    operator.post("/admin/sources/plant-soleil-power/supprimer/")
    assert not models.Source.objects.exists()


@pytest.mark.parametrize("slug", [slug for slug, preset in PRESETS.items() if preset.url is not None])
def test_a_known_system_fills_the_form(operator: Client, slug: str) -> None:
    preset = PRESETS[slug]
    asked = {"preset": slug, "plant": "plant-soleil"}
    if preset.placeholder:
        page = html.unescape(operator.get(NEW, asked).content.decode())
        assert [each.fr for each in preset.placeholder.values() if each.fr not in page] == []
        asked |= {name: each.example for name, each in preset.placeholder.items()}
    answer = operator.get(NEW, asked)
    filled = preset.filled(asked)
    page = html.unescape(answer.content.decode())
    for value in (filled.url, *(point.path for point in filled.point), *(auth.name for auth in filled.auth)):
        assert f'value="{value}"' in page or not value
    assert preset.limit is None or preset.limit.fr in page


@pytest.mark.parametrize("slug", [slug for slug, preset in PRESETS.items() if preset.url is not None and preset.auth])
def test_each_secret_of_a_known_system_is_called_what_it_is(operator: Client, slug: str) -> None:
    preset = PRESETS[slug]
    asked = {"preset": slug, "plant": "plant-soleil"}
    asked |= {name: each.example for name, each in preset.placeholder.items()}
    page = html.unescape(operator.get(NEW, asked).content.decode())
    labels = [
        re.sub("<[^>]*>", "", found).strip()
        for found in re.findall(r'<label for="id_key-\d-secret"[^>]*>(.*?)</label>', page)
    ]
    assert labels == [each.what.fr for each in preset.auth]


def test_a_key_that_became_another_is_called_a_secret_again(operator: Client, port: int) -> None:
    page = operator.post(f"{NEW}?preset=solaredge", given(port, key__type="bearer", **{"try": "1"})).content.decode()
    assert re.search(r'<label for="id_key-0-secret"[^>]*>\s*Secret', page)


@pytest.mark.parametrize("slug", ["nothing", *(slug for slug, preset in PRESETS.items() if preset.url is None)])
def test_what_is_no_system_to_ask_fills_nothing(operator: Client, slug: str) -> None:
    answer = operator.get(NEW, {"preset": slug})
    assert answer.status_code == 200
    assert 'name="url"' in answer.content.decode()


def test_what_a_token_takes_is_kept(operator: Client, port: int) -> None:
    token = {
        "key__type": "oauth2", "key__user": "quelia", "key__token_url": "https://id.example.org/token",
        "key__scope": "read", "key__grant": "client_credentials", "key__place": "body",
    }  # fmt: skip
    save(operator, port, **token)
    auth = models.Source.objects.get().auth[0]
    assert auth == {
        "scheme": "oauth2", "name": "", "user": "quelia", "token_url": "https://id.example.org/token", "scope": "read",
        "grant": "client_credentials", "place": "body",
    }  # fmt: skip
    page = operator.get("/admin/sources/plant-soleil-power/modifier/").content.decode()
    assert 'value="https://id.example.org/token"' in page
