"""Presets: well-formed, taken by `quelia load`, and right about answers of their shape and about limits."""

from pathlib import Path as File

import pytest

from quelia.domain.auth import SCHEMES
from quelia.sources.guard import Guard
from quelia.sources.preset import PRESETS, Preset, PresetError, read
from quelia.store.checks import Known, problems
from quelia.store.declaration import File as Declared
from quelia.store.declaration import parse
from tests.sources.preset_checks import READABLE, SAMPLES, entry, examples, reading

DAY_S = 86400
ALL = pytest.mark.parametrize("slug", PRESETS)
EACH = pytest.mark.parametrize("slug", READABLE)

FINE = 'name = "X"\nkind = "device"\nurl = "http://{host}/"\n[placeholder.host]\nfr = "a"\nen = "a"\nexample = "h"\n'
POINT = '[[point]]\nquantity = "power"\npath = "a"\nunit = "W"\n'

# What an answer of each sample is: numbers in base units, by quantity, and when they were measured.
AT = 1_782_042_300.0
EXPECTED: dict[str, tuple[dict[str, float], float | None]] = {
    "solaredge": ({"power": 30450.25, "energy_today": 21345, "energy_total": 761985750}, AT),
    "enphase": ({"power": 5180, "energy_today": 21550, "energy_total": 48210330}, AT),
    "enphase-envoy": ({"power": 3411, "energy_today": 15220, "energy_total": 25884214}, None),
    "victron-vrm": ({"power": 1204}, AT - 60),
    "kostal-piko": ({"power": 4321.5, "energy_total": 38_211_000}, None),
    "shelly-switch": ({"power": 612.4, "energy_total": 48211.25}, AT + 12),
    "thingspeak": ({"power": 12_750}, AT),
    "firebase": ({"power": 18_250}, None),
    "generic-json": ({"power": 812_500}, None),
    "solax": ({"power": 2210, "energy_today": 9700, "energy_total": 5_120_400}, AT),
    "odre-eco2mix": ({"power": 388e6}, AT),
}
# Those of which there are real answers: tests/sources/test_preset_payloads.py
REAL = {"energinet", "fronius", "influxdb", "openems", "opendtu", "shelly-em", "shelly-gen1", "sunpower-pvs"}

# QUOTAS: the shortest interval that is known to be safe, in seconds.
SAFE_S = {
    "solaredge": 300, "enphase": 2700, "solax": 150, "thingspeak": 15, "firebase": 5, "victron-vrm": 60,
    "energinet": 300, "odre-eco2mix": 60, "sunpower-pvs": 120, "openems": 5,
}  # fmt: skip
# … and the most calls in as many days.
MOST = {"solaredge": (300, 1), "enphase": (1000, 31), "odre-eco2mix": (10_000_000, 1)}


def test_the_systems_people_ask_for_are_there() -> None:
    asked = (
        "solaredge fronius enphase enphase-envoy sma huawei-fusionsolar huawei-kiosk victron-vrm kostal-plenticore "
        "shelly-em opendtu thingspeak firebase influxdb generic-json"
    )
    assert set(asked.split()) <= PRESETS.keys()


@EACH
def test_a_preset_filled_in_is_taken_by_load(slug: str) -> None:
    preset = READABLE[slug]
    host = preset.filled(examples(preset)).url or ""
    guard = Guard(allow_private=["192.168.0.0/16"])
    known = Known({"o"}, {"p"}, {})
    found = list(problems(Declared(source=[entry(preset)]), known, guard.target, File.cwd()))
    assert (found, "{" in host) == ([], False)


@EACH
def test_every_preset_is_held_against_an_answer(slug: str) -> None:
    assert (slug in EXPECTED) != (slug in REAL)


@pytest.mark.parametrize("slug", EXPECTED)
def test_an_answer_in_the_documented_shape_gives_its_numbers(slug: str) -> None:
    numbers, measured_at = EXPECTED[slug]
    found = reading(PRESETS[slug], (SAMPLES / f"{slug}.json").read_bytes())
    assert {value.quantity: value.number for value in found.values} == pytest.approx(numbers)
    assert found.measured_at == measured_at


@ALL
def test_no_preset_is_faster_than_its_system_allows(slug: str) -> None:
    preset = PRESETS[slug]
    assert preset.interval_s >= SAFE_S.get(slug, 1)
    assert preset.history_s == 0 or preset.history_s >= SAFE_S.get(slug, 1)


@pytest.mark.parametrize("slug", MOST)
def test_a_source_watched_day_and_night_stays_within_its_quota(slug: str) -> None:
    preset, (most, days) = PRESETS[slug], MOST[slug]
    calls = DAY_S / preset.interval_s * days
    assert min(calls, (preset.daily_quota or calls) * days) <= most


def test_the_fact_tables_are_about_presets_that_are_there() -> None:
    assert SAFE_S.keys() | MOST.keys() | EXPECTED.keys() | REAL <= PRESETS.keys()


@pytest.mark.parametrize(
    "slug", ["sma", "fronius", "kostal-piko", "kostal-plenticore", "enphase-envoy", "generic-json"]
)
def test_nothing_is_claimed_of_a_system_whose_limits_nobody_published(slug: str) -> None:
    assert PRESETS[slug].limit is None


@EACH
def test_a_value_is_not_old_before_the_next_one_is_due(slug: str) -> None:
    preset = PRESETS[slug]
    assert preset.stale_after_s is None or preset.stale_after_s > preset.interval_s


@ALL
def test_a_preset_holds_no_secret_and_is_written_for_people(slug: str) -> None:
    preset = PRESETS[slug]
    for words in filter(None, (preset.bridge, preset.key, preset.limit, preset.note, *preset.placeholder.values())):
        assert words.said("fr") == words.fr
        assert words.said("en") == words.en
        assert "'" not in words.fr, "an apostrophe is ’"
        assert words.fr.endswith((".", "?"))
    assert all(auth.scheme in SCHEMES for auth in preset.auth)


def test_a_placeholder_in_a_url_cannot_lead_elsewhere() -> None:
    filled = PRESETS["solaredge"].filled({"site": "1?x=y#z&@e.example"}).url
    assert filled == "https://monitoringapi.solaredge.com/site/1%3Fx%3Dy%23z%26%40e.example/overview"


def test_a_placeholder_in_a_path_stays_within_its_quotes() -> None:
    filled = PRESETS["energinet"].filled({"area": '" || true || "', "field": "SolarPower"})
    assert filled.point[0].path == '$.records[?@.PriceArea == "\\" || true || \\""].SolarPower'


def test_what_is_not_filled_in_is_still_to_be_seen() -> None:
    assert PRESETS["thingspeak"].filled({"channel": "9"}).point[0].path == "feeds[0].field{field}"


def test_a_refresh_token_comes_with_what_its_server_wants_besides() -> None:
    keys = PRESETS["enphase"].filled({"system": "7", "application": "app"}).keys()
    assert [(each["type"], each.get("name", "")) for each in keys["auth"]] == [
        ("oauth2", ""), ("oauth2_secret", ""), ("header", "key"),
    ]  # fmt: skip
    assert keys["auth"][0]["user"] == "app"


def test_the_keys_of_a_preset_are_those_of_a_file() -> None:
    text = "\n".join(
        (
            '[[source]]\nslug = "s"\nowner = "o"\nurl = "https://x.example"',
            "\n".join(
                f"{name} = {value!r}" for name, value in PRESETS["solaredge"].keys().items() if name == "interval_s"
            ),
            '[[source.point]]\nplant = "p"\nquantity = "power"\npath = "a"\nunit = "W"',
        )
    )
    assert parse(text).source[0].interval_s == 300


def test_a_well_formed_file_is_a_preset() -> None:
    assert isinstance(read("x", FINE + POINT), Preset)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (FINE.replace("name", "naem") + POINT, "naem"),
        (FINE + POINT.replace("unit =", "unti ="), "unti"),
        (FINE, "points go with a url"),
        (FINE.replace("{host}", "h") + POINT, "host"),
        (FINE.replace('"device"', '"gadget"') + POINT, "gadget"),
        (FINE + POINT.replace('"a"', '"a..b"'), "a..b"),
        (FINE + POINT.replace('"W"', '"°C"'), "°C"),
        (FINE + POINT.replace('"power"', '"might"'), "might"),
        (FINE + POINT.replace('unit = "W"', ""), "unit"),
        (FINE.replace('url = "http://{host}/"\n', "") + POINT, "bridge"),
        (FINE + '[[auth]]\nscheme = "digest"\nwhat = {fr = "a", en = "a"}\n' + POINT, "user"),
        (FINE + '[[auth]]\nscheme = "magic"\nwhat = {fr = "a", en = "a"}\n' + POINT, "magic"),
        (FINE.replace("\n[", '\nstatus_path = "a"\n[') + POINT, "status_ok"),
        (FINE.replace("\n[", "\ninterval_s = 0\n[") + POINT, "interval_s"),
        ("name = ", "Invalid value"),
    ],
)
def test_a_file_that_is_wrong_says_where(text: str, says: str) -> None:
    with pytest.raises(PresetError, match=rf"^x: .*{says.replace('.', '[.]')}"):
        read("x", text)
