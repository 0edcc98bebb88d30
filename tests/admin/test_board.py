"""The board: how every source does, for operators; of plants also for their owner's people."""

import re
import time
from urllib.parse import unquote

import pytest
from django.test import override_settings

from quelia.domain.cause import Cause
from quelia.domain.reading import ShownValue
from quelia.domain.standing import Standing
from quelia.store import models
from quelia.store.incidents import Incidents, Opened
from tests.admin.clock import Clock
from tests.admin.counter import Counter
from tests.store.cellar import query

KEY = "sk-marker-4711"
BOARD = "/admin/sources/"


class Board:
    """The office with sources that do as they are told, and an operator in front of it."""

    def __init__(self, counter: Counter, clock: Clock) -> None:
        self.counter, self.clock = counter, clock
        self.browser = counter.visitor(counter.operator)

    def source(self, slug: str, owner: str = "soleil", **facts: object) -> models.Source:
        row = models.Source.objects.create(
            slug=slug, owner=self.counter.owners[owner], **{"url": f"https://{slug}.example/live", **facts}
        )
        plant = models.Plant.objects.create(
            slug=f"de-{slug}", owner=row.owner, name=f"Centrale {slug.upper()}", energy="solar", latitude=1, longitude=1,
            published=True,
        )  # fmt: skip
        models.Point.objects.create(source=row, plant=plant, quantity="power", path="p", unit="MW")
        self.does(row)
        return row

    def does(self, row: models.Source, state: str = "live", **facts: object) -> None:
        value = ShownValue("power", 42.5, "MW")
        down = state in ("error", "stale")
        usual = {"value": value, "taken_at": self.clock.now - 12, "since": self.clock.now - 300, "down": down}
        standing = Standing(source=row.pk, state=state, plant=f"de-{row.slug}", **{**usual, **facts})  # type: ignore[arg-type]
        self.counter.sources[row.pk] = standing
        self.counter.standings[f"de-{row.slug}"] = standing

    def page(self, path: str = BOARD) -> str:
        answer = self.browser.get(path)
        assert answer.status_code == 200
        return re.sub(r"[\u00a0\u202f]", " ", answer.content.decode())

    def order(self, path: str = BOARD) -> list[str]:
        return re.findall(r'<tr id="source-([\w-]+)"', self.page(path))


@pytest.fixture
def board(counter: Counter, clock: Clock) -> Board:
    return Board(counter, clock)


def failed(board: Board, row: models.Source, cause: str, at: float) -> None:
    ms = round(at * 1000)
    query(board.counter.folder, f"INSERT INTO failure VALUES ({row.pk}, {ms}, {ms}, 3, '{cause}')")


def called(board: Board, row: models.Source, calls: int, bucket: int, failed: int = 0) -> None:
    hour_s = int(board.clock.now) // 3600 * 3600
    query(board.counter.folder, f"INSERT INTO poll VALUES ({row.pk}, {hour_s}, {bucket}, {calls}, {failed})")


def test_an_empty_board_says_so(board: Board) -> None:
    assert "Aucune source pour l’instant." in board.page()


def test_the_broken_ones_come_first_and_of_those_the_one_that_is_it_for_longest(board: Board) -> None:
    now = board.clock.now
    rows = {slug: board.source(slug) for slug in ("a", "b", "c", "d", "e")}
    board.does(rows["b"], "stale", since=now - 10)
    board.does(rows["d"], "error", reason="timeout", since=now - 10)
    board.does(rows["e"], "error", reason="timeout", since=now - 1000)
    board.does(rows["c"], "no_production")
    assert board.order() == ["e", "d", "b", "c", "a"]


def test_a_row_has_state_value_age_and_contact(board: Board) -> None:
    row = board.source("a")
    models.Owner.objects.filter(pk=row.owner_id).update(contact_name="Jean", contact_email="jean@soleil.example")
    page = board.page()
    for told in ("Temps réel", "42,5 MW", "il y a 12 s", "Jean", "mailto:jean@soleil.example"):
        assert told in page


def test_since_when_it_is_in_its_state_is_told(board: Board) -> None:
    row = board.source("a")
    board.does(row, "error", reason="timeout", since=1_705_314_600.0)
    assert "depuis le 15 janvier 2024 à 11:30" in board.page()


def test_a_row_has_its_calls_and_how_long_they_took(board: Board) -> None:
    row = board.source("a", daily_quota=1000)
    called(board, row, 90, 27)  # some 100 ms
    called(board, row, 10, 44, failed=2)  # some 2 s
    page = board.page()
    for told in ("99 ms (médiane)", "1,9 s (95 %)", "100 sur 1 000 aujourd’hui (10 %)", "dont 2 en échec"):
        assert told in page


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ('{"reason": "tls", "fault": "expired"}', "Le certificat a expiré. Renouvelez-le."),
        ('{"reason": "path"}', "Le certificat du serveur n’est pas digne de confiance."),  # of another time
    ],
)
def test_why_it_is_broken_is_told_in_words(board: Board, kept: str, told: str) -> None:
    row = board.source("a")
    board.does(row, "error", reason="tls")
    failed(board, row, kept, board.clock.now - 5)
    assert told in board.page()


def test_what_is_not_written_yet_is_told_too(board: Board) -> None:
    row = board.source("a")
    board.does(row, "error", reason="tls", cause=Cause("tls", "expired"))
    assert "Le certificat a expiré. Renouvelez-le." in board.page()


def test_the_last_error_of_one_that_is_well_again_is_told(board: Board) -> None:
    failed(board, board.source("a"), '{"reason": "timeout"}', board.clock.now - 7300)
    assert "Dernière erreur il y a 2 h : Le serveur n’a pas répondu à temps." in board.page()


def test_after_a_day_it_is_not_told_any_more(board: Board) -> None:
    failed(board, board.source("a"), '{"reason": "timeout"}', board.clock.now - 86_410)
    assert "Dernière erreur" not in board.page()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?state=error", ["b"]),
        ("?state=live", ["a", "c"]),
        ("?owner=vent", ["c"]),
        ("?q=soleil+centrale+B", ["b"]),
        ("?q=vent", ["c"]),
        ("?q=B.EXAMPLE", []),
        ("?q=a&owner=vent&state=live", ["c"]),
        ("?state=nonsense", []),
        ("?owner=nobody", []),
    ],
)
def test_it_is_filtered(board: Board, asked: str, found: list[str]) -> None:
    board.source("a")
    board.does(board.source("b"), "error", reason="timeout")
    board.source("c", "vent")
    assert board.order(f"{BOARD}{asked}") == found


def test_a_source_of_several_plants_is_one_row(board: Board) -> None:
    row = board.source("a")
    models.Point.objects.create(
        source=row, plant=models.Plant.objects.get(slug="plant-soleil"), quantity="power", path="q", unit="MW"
    )
    assert board.order(f"{BOARD}?q=centrale") == ["a"]


def test_it_works_before_anything_is_known(board: Board) -> None:
    row = board.source("a")
    board.counter.sources.clear()
    assert "En attente" in board.page()
    assert "Aucun appel sur 24 h" in board.page(f"{BOARD}{row.slug}/")


@pytest.mark.parametrize("own", [{"ca": "-----BEGIN…"}, {"ca_file": "/etc/own.pem"}])
def test_the_page_of_a_source_says_whose_certificate_it_takes(board: Board, own: dict[str, str]) -> None:
    row = board.source("toits", **own)
    assert "de l’autorité de l’exploitant" in board.page(f"{BOARD}{row.slug}/")


@pytest.mark.parametrize("path", [BOARD, "/admin/sources/a/"])
def test_of_an_address_nothing_is_shown_behind_its_path(board: Board, path: str) -> None:
    row = board.source(
        "a", url=f"https://a.example/live?site={KEY}#{KEY}", auth=[{"scheme": "header", "name": "X-Key"}]
    )
    board.does(row, "error", reason="auth")
    assert KEY not in board.page(path)


def test_a_name_is_text_and_nothing_else(board: Board) -> None:
    row = board.source("a")
    models.Plant.objects.filter(slug="de-a").update(name="<script>alert(1)</script>")
    models.Owner.objects.filter(pk=row.owner_id).update(contact_name="<b>x</b>", contact_email='"><b>@x.example')
    board.does(row, "error", reason="auth")
    for path in (BOARD, "/admin/sources/a/", "/admin/"):
        page = board.page(path)
        assert ("<script>alert" in page, "<b>" in page) == (False, False)


def test_the_page_of_a_source_says_its_settings_in_words(board: Board) -> None:
    board.source(
        "a", interval_s=5, history_s=None, timeout_s=2.5, daily_quota=40_000, auth=[{"scheme": "header", "name": "X-Key"}],
        null="error", stale_after_s=90, timezone="Indian/Reunion",
    )  # fmt: skip
    page = board.page("/admin/sources/a/")
    for told in (
        "https://a.example/live", "Dans un en-tête : X-Key",
        "toutes les 5 s tant que quelqu’un regarde, soit 12 appels par minute",
        "n’est pas lue", "2,5 s", "40 000 appels", "une erreur", "90 s", "Indian/Reunion",
    ):  # fmt: skip
        assert told in page


@pytest.mark.parametrize(("night", "told"), [("as_read", "une erreur, comme le jour"), ("asleep", "l’onduleur dort")])
def test_the_page_of_a_source_says_what_no_answer_means_at_night(board: Board, night: str, told: str) -> None:
    board.source("a", night=night)
    page = board.page("/admin/sources/a/")
    assert ("La nuit, sans réponse" in page, told in page) == (True, True)


def test_it_has_the_failures_that_were_kept_and_the_incidents(board: Board) -> None:
    row = board.source("a")
    failed(board, row, '{"reason": "redirect", "facts": {"status": "301"}}', 1_705_314_600.0)
    opened = Opened(row.pk, 1_705_314_600.0, 1_705_315_600.0, None, Cause("timeout"))
    Incidents(board.counter.folder / "quelia.sqlite3").save({}, (), [opened], time.time())
    page = board.page("/admin/sources/a/")
    assert "Le serveur redirige" in page
    assert "3 fois" in page
    assert "depuis le 15 janvier 2024 à 11:30, en cours" in page


@pytest.mark.parametrize("state", ["error", "stale"])
def test_for_one_that_is_broken_a_text_for_its_owner_is_ready(board: Board, state: str) -> None:
    row = board.source("a")
    models.Owner.objects.filter(pk=row.owner_id).update(contact_email="jean+solaire@soleil.example")
    board.does(row, state, reason="timeout" if state == "error" else None)
    with override_settings(QUELIA_CONTACT=("Léa", "lea@quelia.example", "")):
        page = board.page("/admin/sources/a/")
    french, english = re.findall(r'href="(mailto:[^"]+\?[^"]+)"', page)
    assert french.startswith("mailto:jean%2Bsolaire@soleil.example?subject=")
    for told in ("Bonjour", "a.example", "Léa", "lea@quelia.example", "Centrale A"):
        assert told in unquote(french)
    assert "Could you please check" in unquote(english)
    assert len(re.findall(r'data-copy="letter-(?:fr|en)"', page)) == 2


def test_one_that_nobody_asks_is_not_broken(board: Board) -> None:
    board.does(board.source("a"), "stale", asked=False)
    page = board.page("/admin/sources/a/")
    assert ("Personne ne regarde" in page, "mailto:" in page, "Le serveur répond" in page) == (True, False, False)
    assert "Toutes les sources vont bien." in board.page("/admin/")


def test_for_one_that_is_well_there_is_none(board: Board) -> None:
    board.source("a")
    assert "mailto:" not in board.page("/admin/sources/a/")


def test_a_page_of_another_source_says_nothing_of_this(board: Board) -> None:
    for slug in ("a", "b"):
        board.source(slug)
    assert "Centrale B" not in board.page("/admin/sources/a/")


def test_the_first_page_says_what_is_broken_first(board: Board) -> None:
    board.source("a")
    board.does(board.source("b"), "error", reason="timeout")
    page = board.page("/admin/")
    assert page.index("À regarder maintenant") < page.index("Centrale B") < page.index("Publiées")
    assert 'href="/admin/sources/b/"' in page


def test_and_that_all_is_well_where_it_is(board: Board) -> None:
    board.source("a")
    assert "Toutes les sources vont bien." in board.page("/admin/")


@pytest.mark.parametrize("path", ["/admin/", "/admin/centrales/", "/admin/centrales/de-a/"])
def test_people_of_an_owner_see_the_state_of_their_plants_and_nothing_of_sources(board: Board, path: str) -> None:
    board.does(board.source("a"), "error", reason="auth")
    board.does(board.source("b", "vent"), "stale")
    board.browser = board.counter.visitor(board.counter.people["soleil"])
    page = board.page(path)
    assert "En erreur" in page
    assert re.search(r"depuis \d\d:\d\d|depuis le ", page)
    assert ("Donnée ancienne" in page, "/admin/sources/" in page, "clé" in page) == (False, False, False)


def test_it_is_read_in_english_too(board: Board) -> None:
    row = board.source("a", daily_quota=40_000)
    called(board, row, 1500, 27)
    board.does(row, "error", reason="timeout")
    for path in (BOARD, "/admin/sources/a/", "/admin/"):
        page = board.page(f"{path}?lang=en")
        assert "The server did not answer in time." in page
    assert "1,500 of 40,000 today (4%)" in board.page(f"{BOARD}?lang=en")


@pytest.mark.parametrize("path", [BOARD, f"{BOARD}scada/"])
def test_of_several_plants_it_is_said_which_one_is_not_published(board: Board, path: str) -> None:
    row = board.source("scada")
    models.Plant.objects.filter(slug="de-scada").update(published=False)
    assert 'life-draft">Non publiée' in board.page(path)
    other = models.Plant.objects.create(
        slug="parc", owner=row.owner, name="Parc", energy="solar", latitude=1, longitude=1, published=True
    )
    models.Point.objects.create(source=row, plant=other, quantity="power", path="q", unit="MW")
    assert 'life-draft">Centrale SCADA : Non publiée' in board.page(path)


@pytest.mark.parametrize(
    ("value", "unit", "told"), [(1500.0, "kW", "1 500 kW"), (0.004, "MW", "0,004 MW"), (-12.5, "kW", "−12,5 kW")]
)
def test_a_value_is_written_as_visitors_read_it(board: Board, value: float, unit: str, told: str) -> None:
    board.does(board.source("a"), value=ShownValue("power", value, unit))
    assert f"<strong>{told}</strong>" in board.page()
