"""GET /v1/plants/{plant}/history, from outside."""

import csv
import io
from pathlib import Path

import pytest

from quelia.domain.rollup import Rollup
from quelia.store.errors import DatabaseUnusable
from quelia.store.history import History
from quelia.store.series import Series
from quelia.texts import LANGUAGES, texts
from tests.domain.examples import NOW, plant, point, source
from tests.live.road import a_catalog, a_plant, a_source
from tests.store.cellar import plain_tables
from tests.web.memory import Memory
from tests.web.street import Street, ask, says

PAST = "/v1/plants/p1/history"
START = int(NOW)
DAY_S = 86_400
TOLD = Rollup(START - 900, "MW", 15, 15.8e6, 15.2e6, 16.1e6)

both = source(point("wind", "m/s", plant="p1", quantity="wind_speed"), point(plant="p1"), id=1, slug="s1")


def street(*told: Rollup, memory: Memory | None = None, **facts: object) -> Street:
    """Plant p1 with a wind and a power, p2 that is not published, and p3 without a source."""
    others = [plant(slug="p2", published=False), a_plant("p3")]
    return Street(
        a_catalog(both, a_source(2), plants=[a_plant("p1", **facts), *others]), history=memory or Memory(*told)
    )


@pytest.fixture
def memory() -> Memory:
    return Memory(TOLD)


async def asked(memory: Memory, query: str = "") -> tuple[int, str, int, int, bool]:
    """What the history is asked for by this query."""
    answer = await street(memory=memory).get(f"{PAST}?{query}")
    assert answer.status == 200, answer.text
    return memory.asked[0]


# what is answered


async def test_the_last_24_hours_of_the_main_quantity_are_told() -> None:
    answer = (await street(TOLD).get(PAST)).json
    assert {name: answer[name] for name in ("plant", "quantity", "unit", "step_s", "from", "to")} == {
        "plant": "p1",
        "quantity": "power",
        "unit": "MW",
        "step_s": 300,
        "from": "2024-01-14T10:30:00Z",
        "to": "2024-01-15T10:30:00Z",
    }
    assert answer["points"] == [{"at": "2024-01-15T10:15:00Z", "value": 15.8, "lowest": 15.2, "highest": 16.1}]


async def test_what_was_recorded_is_told(tmp_path: Path) -> None:
    """Through all rooms: from a reading to JSON."""
    database = plain_tables(tmp_path / "quelia.sqlite3")
    made = Street(a_catalog(a_source(1)), history=History(database))
    series = Series(database)
    series.use(made.window.catalog)
    series.start()
    series.append(
        [says(received_at=NOW - 60), says(number=14.2e6, received_at=NOW - 55), says(reason="timeout", number=None)]
    )
    series.close()
    assert (await made.get(PAST)).json["points"] == [
        {"at": "2024-01-15T10:25:00Z", "value": 15.0, "lowest": 14.2, "highest": 15.8}
    ]


async def test_another_quantity_can_be_asked_for(memory: Memory) -> None:
    assert (await asked(memory, "quantity=wind_speed"))[:2] == (1, "wind_speed")


async def test_without_a_main_quantity_the_first_is_told() -> None:
    made = Street(a_catalog(source(point("t", "°C", plant="p1", quantity="temperature"), id=1)))
    assert (await made.get(PAST)).json["quantity"] == "temperature"


async def test_another_span_can_be_asked_for(memory: Memory) -> None:
    found = await asked(memory, "from=2024-01-10T00:00:00Z&to=2024-01-11T00:00:00Z&step=1h")
    assert found[2:] == (1_704_844_800, 1_704_931_200, False)


async def test_days_are_those_of_the_plant(memory: Memory) -> None:
    made = street(memory=memory, timezone="Indian/Reunion")
    answer = (await made.get(f"{PAST}?from=2024-01-10&to=2024-01-12&step=1d")).json
    assert (answer["from"], answer["to"], answer["step_s"]) == ("2024-01-09T20:00:00Z", "2024-01-11T20:00:00Z", DAY_S)


async def test_what_is_there_and_empty_counts_as_absent(memory: Memory) -> None:
    assert await asked(memory, "quantity=&from=&to=&step=") == (1, "power", START - DAY_S, START, True)


async def test_a_zone_with_a_plus_is_understood_even_unescaped(memory: Memory) -> None:
    assert (await asked(memory, "from=2024-01-10T02:00:00+02:00&step=1h"))[2] == 1_704_844_800


async def test_the_past_of_a_plant_without_values_is_empty() -> None:
    assert (await street().get(PAST)).json["points"] == []


async def test_a_plant_that_is_suspended_shows_no_past(memory: Memory) -> None:
    answer = await street(memory=memory, paused="Travaux").get(PAST)
    assert (answer.json["points"], memory.asked) == ([], [])


async def test_what_is_simulated_says_so() -> None:
    assert (await street(TOLD, simulated=True).get(PAST)).json["simulated"] is True


# how it is answered


async def test_a_cache_may_keep_it_for_a_moment_by_its_kind() -> None:
    headers = (await street(TOLD).get(PAST)).headers
    assert (headers["cache-control"], headers["vary"]) == ("public, max-age=10", "Accept")


async def test_who_asks_for_the_headers_gets_those_of_the_answer() -> None:
    made = street(TOLD)
    head, whole = await ask(made.app, PAST, method="HEAD"), await made.get(PAST)
    assert (head.status, head.headers) == (whole.status, whole.headers)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        ("TEXT/CSV", "text/csv; charset=utf-8"),
        ("text/csv;q=0.9, */*;q=0.1", "text/csv; charset=utf-8"),
        ("text/csv, application/json;q=0.5", "text/csv; charset=utf-8"),
        ("text/csv; header=present", "text/csv; charset=utf-8"),
        ("application/json, text/csv;q=0.5", "application/json"),
        ("text/csv;q=0", "application/json"),
        ("text/csv;q=x", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("*/*", "application/json"),
        ("", "application/json"),
        (",;,q=;=", "application/json"),
    ],
)
async def test_who_asks_for_a_table_gets_one(accept: str, kind: str) -> None:
    assert (await street(TOLD).get(PAST, accept=accept)).headers["content-type"] == kind


async def test_a_table_has_a_name_and_a_line_for_each_point() -> None:
    answer = await street(TOLD).get(PAST, accept="text/csv")
    (line,) = csv.DictReader(io.StringIO(answer.text))
    assert answer.headers["content-disposition"] == 'attachment; filename="p1-power.csv"'
    assert (line["at"], line["value"], line["unit"]) == ("2024-01-15T10:15:00Z", "15.8", "MW")


async def test_asking_for_the_past_counts_as_watching() -> None:
    made = street(TOLD)
    await made.get(PAST)
    assert made.demand.watched(["plant:p1"])


# what is not answered


@pytest.mark.parametrize("slug", ["p2", "nowhere", "%00", "p1%2F..%2Fp2"])
async def test_a_plant_that_is_not_published_has_no_past(slug: str, memory: Memory) -> None:
    answer = await street(memory=memory).get(f"/v1/plants/{slug}/history")
    assert (answer.status, answer.json["error"]["code"], memory.asked) == (404, "not_found", [])


async def test_a_plant_without_a_source_has_no_past() -> None:
    answer = await street().get("/v1/plants/p3/history")
    assert (answer.status, answer.json["error"]["code"]) == (404, "no_history")


REFUSED = [
    ("quantity=humidity", "bad_quantity"),
    ("quantity=x", "bad_quantity"),
    ("from=yesterday", "bad_from"),
    ("to=2024-02-30", "bad_to"),
    ("step=7m", "bad_step"),
    ("from=2024-01-12&to=2024-01-10", "bad_order"),
    ("from=2020-01-01", "too_long"),
    ("from=2023-12-01&step=1h&to=2023-12-02&step=60", "too_fine"),
    ("from=2024-01-01&step=60", "too_many_points"),
]


@pytest.mark.parametrize(("query", "code"), REFUSED)
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_each_wrong_parameter_is_named_in_the_language_asked(query: str, code: str, lang: str) -> None:
    answer = await street(TOLD).get(f"{PAST}?{query}&lang={lang}", accept="text/csv")
    begins = texts(lang, "api")[code].partition("{")[0]
    assert (answer.status, answer.json["error"]["code"]) == (400, code)
    assert answer.json["error"]["message"].startswith(begins)
    assert "{" not in answer.json["error"]["message"]


async def test_a_wrong_quantity_is_answered_with_those_there_are() -> None:
    answer = await street().get(f"{PAST}?quantity=humidity&lang=en")
    assert answer.json["error"]["message"].endswith("wind_speed, power.")


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_history_that_cannot_be_read_says_so(lang: str) -> None:
    answer = await street(memory=Memory(fails_with=DatabaseUnusable())).get(f"{PAST}?lang={lang}")
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert answer.json["error"] == {"code": "history_away", "message": texts(lang, "api")["history_away"]}


async def test_too_many_who_ask_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quelia.web.archive._MOST_UNDER_WAY", 0)
    answer = await street().get(PAST)
    assert (answer.status, answer.headers["retry-after"], answer.json["error"]["code"]) == (503, "5", "busy")


async def test_a_draft_changes_nothing_of_the_past(memory: Memory) -> None:
    drafted = source(point("t", "°C", plant="p1", quantity="temperature"), id=-1, slug="s9", draft=True, draft_of=1)
    made = Street(a_catalog(both, drafted), history=memory)
    answer = await made.get(f"{PAST}?quantity=temperature")
    assert answer.json["error"]["code"] == "bad_quantity"
