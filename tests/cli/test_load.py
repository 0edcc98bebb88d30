"""`quelia load` from the file to the database and back to what it says."""

import gc
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import trustme
from django.db import connection

from quelia.cli import main
from quelia.texts import LANGUAGES
from tests.journeys.traces import SECRETS, traces
from tests.store.cellar import AUTH, PLANT, POINT, SECRET, SOURCE, Load, Raw, declared, dump, query, table

ROOT = Path(__file__).parents[2]
OTHER_PLANT = table("plant", PLANT, {"slug": "toulon", "name": "Toulon"})
LISTED = {"type": "query", "name": "site", "secret_env": "SITE_KEY"}


def source(slug: str, *points: Mapping[str, object], **keys: object) -> str:
    return table("source", SOURCE, {"slug": slug, "auth": None}, keys) + "".join(
        table("source.point", POINT, point) for point in points
    )


# --- what it says and does


def test_a_first_load_creates_everything(load: Load) -> None:
    assert load(declared()) == (0, "+ owner soleil\n+ plant marseille\n+ source scada\nSaved.\n", "")


def test_a_second_load_changes_nothing(load: Load, folder: Path) -> None:
    load(declared())
    before = dump(folder)
    assert load(declared()).out.splitlines()[-1] == "Nothing to change."
    assert dump(folder) == before


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"owner": {"contact_phone": "04 91"}}, "~ owner soleil: contact_phone"),
        ({"plant": {"name": "Marseille Sud", "published": False}}, "~ plant marseille: name, published"),
        ({"plant": {"paused": "Maintenance"}}, "~ plant marseille: paused"),
        ({"source": {"interval_s": 10}}, "~ source scada: interval_s"),
        ({"point": {"unit": "kW"}}, "~ source scada: marseille/power.unit"),
        ({"point": {"quantity": "temperature", "unit": "°C"}}, "~ source scada: point, marseille/temperature"),
        ({"source": {"status_path": "s", "status_ok": [True]}}, "~ source scada: status_path, status_ok"),
    ],
)
def test_a_later_load_says_what_changed(load: Load, changed: dict[str, dict[str, object]], said: str) -> None:
    load(declared())
    assert said in load(declared(**changed)).out.splitlines()  # type: ignore[arg-type]


def test_a_status_of_true_is_not_one_of_1(load: Load) -> None:
    load(declared(source={"status_path": "s", "status_ok": [1]}))
    again = load(declared(source={"status_path": "s", "status_ok": [True]}))
    assert "~ source scada: status_ok" in again.out


def test_a_trial_says_what_would_change(load: Load) -> None:
    assert load(declared(), "--dry-run").out.splitlines() == [
        "+ owner soleil",
        "+ plant marseille",
        "+ source scada",
        "Trial only: nothing was saved.",
    ]


def test_a_trial_changes_nothing(load: Load, folder: Path) -> None:
    load(declared())
    before = dump(folder)
    load(declared(owner={"name": "Lune"}, point={"unit": "kW"}, more=OTHER_PLANT), "--dry-run")
    assert dump(folder) == before


def test_a_plant_is_not_published_unless_the_file_says_so(load: Load, folder: Path) -> None:
    load(declared(plant={"published": None}))
    assert query(folder, "SELECT published FROM store_plant") == [(0,)]


def test_a_plant_that_is_not_published_is_mentioned(load: Load) -> None:
    assert "marseille is not published: only the preview shows it." in load(declared(plant={"published": None})).out


def test_what_it_says_is_french_unless_asked(load: Load) -> None:
    assert load(declared(), "--lang", "fr").out.splitlines()[-1] == "Enregistré."


@pytest.mark.parametrize("wording", ["", "  "])
def test_a_plant_is_not_suspended_without_a_wording(load: Load, folder: Path, wording: str) -> None:
    load(declared(plant={"paused": "Maintenance"}))
    assert "~ plant marseille: paused" in load(declared(plant={"paused": wording})).out.splitlines()
    assert query(folder, "SELECT paused FROM store_plant") == [(None,)]


def test_a_running_server_hears_of_a_change_once(load: Load, folder: Path) -> None:
    numbers = []
    for text in (declared(), declared(), declared(owner={"name": "Lune"})):
        load(text)
        numbers.append(query(folder, "SELECT number FROM store_revision"))
    assert numbers == [[(1,)], [(1,)], [(2,)]]


@pytest.mark.parametrize("page", ["README.md", "docs/operating.md", "docs/sources.md"])
def test_the_examples_of_the_documentation_load(page: str, load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"^```toml\n(.*?)^```", (ROOT / page).read_text("utf-8"), re.M | re.S)
    for text in (block for block in blocks if "[[" in block):
        for variable in re.findall(r'secret_env = "(\w+)"', text):
            monkeypatch.setenv(variable, SECRET)
        assert load(text).err == ""


CONTRACT = """
[[owner]]
slug = "solaire-du-sud"
name = "Centrale Solaire du Sud"       # optional: contact_name, contact_email, contact_phone, website

[[plant]]
slug = "centrale-marseille"
owner = "solaire-du-sud"
name = "Centrale de Marseille"
energy = "solar"                     # solar wind biomethane cogeneration hydro storage
subtype = "ground"                   # optional
latitude = 43.2965
longitude = 5.3698
capacity = "18.2 MW"                 # optional
published = true                     # false: only the preview shows it

[[source]]
slug = "scada-marseille"
owner = "solaire-du-sud"
url = "https://scada.solaire-sud.fr/api/projects/centrale-marseille/realtime"
auth = { type = "header", name = "X-API-Key", secret_env = "MARSEILLE_KEY" }   # none, query, bearer, basic, header
interval_s = 5
timeout_s = 3                        # optional

[[source.point]]
plant = "centrale-marseille"
quantity = "power"
path = "data.production.currentPower"   # "$" or "" is the whole answer
unit = "MW"                          # or unit_path; optional: scale, minimum, maximum
"""


def test_the_file_that_owners_were_promised_loads(load: Load) -> None:
    assert load(CONTRACT) == (
        0,
        "+ owner solaire-du-sud\n+ plant centrale-marseille\n+ source scada-marseille\nSaved.\n",
        "",
    )


def test_every_optional_key_is_taken(load: Load, folder: Path) -> None:
    trustme.CA().cert_pem.write_to_path(str(folder.parent / "plant.pem"))
    text = declared(
        owner={
            "contact_name": "A. Martin",
            "contact_email": "a.martin@example.org",
            "contact_phone": "04 91 00 00 00",
            "website": "https://example.org/soleil",
        },
        plant={
            "subtype": "ground",
            "capacity": "18,2 MW",
            "status": "building",
            "commissioned": "2021-06-30",
            "commune": "Marseille",
            "region": "Provence-Alpes-Côte d’Azur",
            "description": "Au sud.\nEn deux lignes.",
            "timezone": "Indian/Reunion",
            "paused": "Maintenance",
        },
        source={
            "timeout_s": 10,
            "history_s": 0,
            "daily_quota": 300,
            "stale_after_s": 60,
            "null": "error",
            "timestamp_path": "at",
            "timezone": "UTC",
            "status_path": "status",
            "status_ok": ["ok", 1, True, 0.5],
            "ca_file": "plant.pem",
            "pin": ":".join(["AB"] * 32),
        },
        point={
            "unit_path": "unit",
            "scale": -0.001,
            "minimum": -5,
            "maximum": 20,
            "pick": "last",
            "number": "leading",
            "nulls": [-9999, "-"],
        },
        more=table("map", {"slug": "sud", "name": "Sud", "owners": ["soleil"], "plants": ["marseille"]}),
    )
    assert (load(text).err, load(text).out.splitlines()[-1]) == ("", "Nothing to change.")


# --- all or nothing

LATE = [
    pytest.param({"source": {"auth": {"type": "bearer"}}}, id="a secret is missing"),
    pytest.param({"more": table("map", {"slug": "m", "name": "M", "owners": ["nobody"]})}, id="a map of nobody"),
    pytest.param({"more": source("last", {"quantity": "temperature", "unit": "MW"})}, id="a unit that does not fit"),
]


@pytest.mark.parametrize("late", LATE)
def test_a_late_error_leaves_the_database_untouched(load: Load, folder: Path, late: dict[str, object]) -> None:
    before = dump(folder)
    ran = load(declared(**late))  # type: ignore[arg-type]
    assert (ran.code, ran.out, dump(folder)) == (1, "", before)


# --- what is refused, and where it says so

OWNER_SAYS = "owner[soleil]"
PLANT_SAYS = "plant[marseille]"
SOURCE_SAYS = "source[scada]"
POINT_SAYS = "source[scada].point[0]"
UNKNOWN = "There is no such key."
REQUIRED = "This key is required."
NO_METER = "This is not a number that a meter can give (nan, inf)."
AUTH_KEYS = (
    "There is no such key in auth, which has: "
    "type, name, user, token_url, scope, grant, place, secret, secret_env, secret_file."
)

REFUSED = [
    ({"owner": {"colour": "red"}}, "owner[soleil].colour", UNKNOWN),
    ({"source": {"auth": {"type": "bearer", "token": "x"}}}, "source[scada].auth.token", AUTH_KEYS),
    ({"more": "[colour]\na = 1"}, "colour", UNKNOWN),
    ({"plant": {"latitude": None}}, "plant[marseille].latitude", REQUIRED),
    ({"point": {"unit": None}}, f"{POINT_SAYS}.unit", REQUIRED),
    ({"source": {"auth": {"type": "header", "secret": "x"}}}, "source[scada].auth[0].name", REQUIRED),
    ({"source": {"auth": {"type": "basic", "secret": "x"}}}, "source[scada].auth[0].user", REQUIRED),
    ({"owner": {"slug": "Soleil"}}, "owner[Soleil].slug", "A slug has small letters without accents and digits"),
    ({"owner": {"slug": "so--leil"}}, "owner[so--leil].slug", "A slug has small letters without accents and digits"),
    ({"owner": {"slug": "soleil\n"}}, "owner[soleil\\n].slug", "A slug has small letters without accents and digits"),
    ({"owner": {"slug": "é"}}, "owner[é].slug", "A slug has small letters without accents and digits"),
    ({"owner": {"slug": "s" * 81}}, f"owner[{'s' * 81}].slug", "The text is too long: 80 characters at most."),
    ({"plant": {"latitude": "43"}}, "plant[marseille].latitude", "Write a number, without quotes."),
    ({"plant": {"latitude": Raw("nan")}}, "plant[marseille].latitude", NO_METER),
    ({"plant": {"longitude": 181}}, "plant[marseille].longitude", "The number must be at most 180."),
    ({"plant": {"published": "yes"}}, "plant[marseille].published", "Write true or false, without quotes."),
    ({"plant": {"name": ""}}, "plant[marseille].name", "The text cannot be empty."),
    ({"plant": {"commissioned": Raw("2021-06-30")}}, "plant[marseille].commissioned", "Write a text, in quotes."),
    ({"source": {"interval_s": 0.5}}, "source[scada].interval_s", "The number must be at least 1."),
    ({"source": {"timeout_s": 11}}, "source[scada].timeout_s", "The number must be at most 10."),
    ({"source": {"stale_after_s": Raw("inf")}}, "source[scada].stale_after_s", NO_METER),
    ({"source": {"daily_quota": 10**30}}, "source[scada].daily_quota", "The number must be at most 1000000."),
    ({"source": {"status_path": "s", "status_ok": [Raw("nan")]}}, "source[scada].status_ok[0]", NO_METER),
    ({"point": {"nulls": [Raw("inf")]}}, f"{POINT_SAYS}.nulls[0]", NO_METER),
    ({"point": {"minimum": Raw("nan")}}, f"{POINT_SAYS}.minimum", NO_METER),
    ({"point": {"scale": 0}}, f"{POINT_SAYS}.scale", "The factor must be a number other than zero."),
    ({"point": {"pick": "any"}}, f"{POINT_SAYS}.pick", "Choose one of: only, first, last, sum."),
    ({"plant": {"owner": "nobody"}}, "plant[marseille].owner", "The owner “nobody” is neither in this file"),
    ({"source": {"owner": "nobody"}}, "source[scada].owner", "The owner “nobody” is neither in this file"),
    ({"point": {"plant": "nowhere"}}, f"{POINT_SAYS}.plant", "The plant “nowhere” is neither in this file"),
    ({"plant": {"energy": "nuclear"}}, "plant[marseille].energy", "Choose one of: solar, wind, biomethane,"),
    ({"plant": {"subtype": "offshore"}}, "plant[marseille].subtype", "Choose one of: agri_pv, canopy,"),
    ({"plant": {"status": "closed"}}, "plant[marseille].status", "Choose one of: operating, building, planned."),
    ({"point": {"quantity": "puissance"}}, f"{POINT_SAYS}.quantity", "Choose one of: power, gas_flow,"),
    ({"more": OTHER_PLANT * 2}, "plant[toulon]", "This slug is declared twice."),
    ({"plant": {"capacity": "-3 MW"}}, "plant[marseille].capacity", "“-3 MW” is not a capacity."),
    ({"plant": {"capacity": "nan MW"}}, "plant[marseille].capacity", "“nan MW” is not a capacity."),
    ({"plant": {"capacity": "1e400 MW"}}, "plant[marseille].capacity", "“1e400 MW” is not a capacity."),
    ({"plant": {"capacity": "1_8 MW"}}, "plant[marseille].capacity", "“1_8 MW” is not a capacity."),
    ({"plant": {"capacity": "１８ MW"}}, "plant[marseille].capacity", "“１８ MW” is not a capacity."),
    ({"plant": {"capacity": "18.2"}}, "plant[marseille].capacity", "“18.2” is not a capacity."),
    ({"plant": {"capacity": "18.2 mw"}}, "plant[marseille].capacity", "“18.2 mw” is not a capacity."),
    ({"plant": {"capacity": "250 MWh"}}, "plant[marseille].capacity", "“250 MWh” is not a capacity."),
    ({"plant": {"capacity": "250 kVA"}}, "plant[marseille].capacity", "A capacity in kVA could not be held against"),
    ({"plant": {"timezone": "../../etc/passwd"}}, "plant[marseille].timezone", "“../../etc/passwd” is not a time zone"),
    ({"plant": {"timezone": ""}}, "plant[marseille].timezone", "“” is not a time zone"),
    ({"plant": {"timezone": "Europe"}}, "plant[marseille].timezone", "“Europe” is not a time zone"),
    ({"source": {"timezone": "a" * 5000}}, "source[scada].timezone", "“aaaa"),
    ({"source": {"timezone": "Europe/Paris\0"}}, "source[scada].timezone", "“Europe/Paris"),
    ({"plant": {"commissioned": "yesterday"}}, "plant[marseille].commissioned", "“yesterday” is not a date."),
    ({"plant": {"commissioned": "2021-02-30"}}, "plant[marseille].commissioned", "“2021-02-30” is not a date."),
    ({"plant": {"commissioned": "20210630"}}, "plant[marseille].commissioned", "“20210630” is not a date."),
    ({"owner": {"contact_email": "a.martin"}}, "owner[soleil].contact_email", "“a.martin” is not an e-mail address."),
    ({"owner": {"contact_email": "a@b.fr\nBcc: c@d.fr"}}, "owner[soleil].contact_email", "“a@b.fr"),
    (
        {"owner": {"website": "javascript:alert(1)"}},
        "owner[soleil].website",
        "“javascript:alert(1)” is not the address",
    ),
    ({"owner": {"website": "https://u:p@example.org"}}, "owner[soleil].website", "“https://u:p@example.org” is not"),
    ({"owner": {"name": "So\0leil"}}, "owner[soleil].name", "This text contains a control character."),
    ({"plant": {"name": "Mar\nseille"}}, "plant[marseille].name", "This text contains a control character."),
    ({"plant": {"description": "\x1b[2J"}}, "plant[marseille].description", "This text contains a control"),
    (
        {"source": {"url": "http://scada.example.org/"}},
        "source[scada].url",
        "scada.example.org must be asked over https://:",
    ),
    ({"source": {"url": "https://127.0.0.1/"}}, "source[scada].url", "127.0.0.1 is the very machine quelia runs on."),
    ({"source": {"url": "https://u:p@example.org/"}}, "source[scada].url", "The address holds a user or a password"),
    ({"source": {"url": "https://[::1/"}}, "source[scada].url", "An IPv6 address is written in full"),
    ({"source": {"url": "file:///etc/passwd"}}, "source[scada].url", "The address must begin with https://"),
    ({"source": {"url": ""}}, "source[scada].url", "The address must begin with https://"),
    (
        {"source": {"url": "https://scada.example.org/live?site=7&apikey=k"}},
        "source[scada].url",
        "The address holds a key, which would be stored in clear. Take the parameter “apikey” out of url and write,",
    ),
    ({"source": {"status_path": "s"}}, "source[scada].status_ok", "status_path and status_ok go together."),
    ({"source": {"status_ok": ["ok"]}}, "source[scada].status_ok", "status_path and status_ok go together."),
    ({"source": {"stale_after_s": 4}}, "source[scada].stale_after_s", "Shorter than interval_s"),
    ({"source": {"timestamp_path": "a..b"}}, "source[scada].timestamp_path", "“a..b” is not a path."),
    ({"point": {"path": "$..a"}}, f"{POINT_SAYS}.path", "“..” is not accepted: write the whole path."),
    ({"point": {"path": "a" * 401}}, f"{POINT_SAYS}.path", "The path is too long."),
    ({"point": {"path": "$[?match(@.a, 'b')]"}}, f"{POINT_SAYS}.path", "Regular expressions are not accepted"),
    ({"point": {"path": "$[?$.a]"}}, f"{POINT_SAYS}.path", "A filter can only look at the keys of its own object."),
    ({"point": {"unit": "mw"}}, f"{POINT_SAYS}.unit", "Did you mean MW? Capitals count in a unit."),
    ({"point": {"unit": ""}}, f"{POINT_SAYS}.unit", "“” is not a unit."),
    ({"point": {"unit": "MWh"}}, f"{POINT_SAYS}.unit", "This unit does not fit this quantity (MWh, power)."),
    ({"point": {"minimum": 2, "maximum": 1}}, f"{POINT_SAYS}.minimum", "minimum must be less than maximum."),
    ({"source": {"pin": "abc"}}, "source[scada].pin", "This is not the SHA-256 fingerprint of a certificate"),
    ({"source": {"ca_file": "nowhere.pem"}}, "source[scada].ca_file", "The file “nowhere.pem” does not exist"),
    ({"source": {"ca_file": "no\0where"}}, "source[scada].ca_file", "The file “no"),
    ({"source": {"ca": "nothing"}}, "source[scada].ca", "This is no certificate in PEM format"),
    ({"source": {"auth": AUTH | {"secret": "x"}}}, "source[scada].auth[0]", "Give only one of secret, secret_env"),
    ({"source": {"auth": AUTH | {"name": "X Api Key"}}}, "source[scada].auth[0].name", "The name contains a character"),
    ({"source": {"auth": AUTH | {"name": "Clé"}}}, "source[scada].auth[0].name", "The name contains a character"),
    ({"source": {"auth": AUTH | {"name": "Host"}}}, "source[scada].auth[0].name", "This header belongs to the request"),
    (
        {"source": {"auth": {"type": "basic", "user": "a:b", "secret": "x"}}},
        "source[scada].auth[0].user",
        "The name contains a character",
    ),
    ({"source": {"auth": [AUTH, AUTH]}}, "source[scada].auth[1]", "Two secrets cannot stand in the same header."),
    ({"source": {"auth": {"type": "bearer"}}}, "source[scada].auth[0]", "The secret is missing: give secret_env,"),
    (
        {"source": {"auth": AUTH | {"secret_env": "NOBODY_SET_THIS"}}},
        "source[scada].auth[0].secret_env",
        "There is no such environment variable.",
    ),
    (
        {"source": {"auth": {"type": "bearer", "secret_file": "nowhere"}}},
        "source[scada].auth[0].secret_file",
        "This file does not exist, or cannot be read.",
    ),
    ({"source": {"auth": {"type": "bearer", "secret_file": "a\0b"}}}, "source[scada].auth[0].secret_file", "This file"),
    ({"source": {"auth": {"type": "bearer", "secret": ""}}}, "source[scada].auth[0]", "The secret is empty or"),
    ({"source": {"auth": {"type": "bearer", "secret": "a\nb"}}}, "source[scada].auth[0]", "The secret is empty or"),
    ({"source": {"auth": {"type": "bearer", "secret": "clé"}}}, "source[scada].auth[0]", "A header cannot carry"),
    ({"source": {"auth": AUTH | {"secret_env": None, "secret": " k"}}}, "source[scada].auth[0]", "A header cannot"),
    ({"more": source("other", {})}, "source[other].point[0]", "This plant already has a point for this quantity"),
    (
        {"more": table("map", {"slug": "m", "name": "M", "plants": ["nowhere"]})},
        "map[m].plants",
        "The plant “nowhere” is neither in this file",
    ),
    (
        {"more": table("map", {"slug": "france", "name": "France", "owners": ["soleil"]})},
        "map[france].owners",
        "The map france shows every published plant.",
    ),
]


@pytest.mark.parametrize(("wrong", "where", "sentence"), REFUSED, ids=[f"{w}: {s[:24]}" for _, w, s in REFUSED])
def test_what_is_wrong_is_said_where_it_stands(load: Load, wrong: dict[str, object], where: str, sentence: str) -> None:
    ran = load(declared(**wrong))  # type: ignore[arg-type]
    assert ran.code == 1
    assert f"\n  {where}: {sentence}" in ran.err


@pytest.mark.parametrize("wrong", [wrong for wrong, _, _ in REFUSED], ids=[f"{w}: {s[:24]}" for _, w, s in REFUSED])
def test_a_refusal_in_french_has_no_english_in_it(load: Load, wrong: dict[str, object]) -> None:
    said = load(declared(**wrong), "--lang", "fr").err  # type: ignore[arg-type]
    assert re.findall(r"\b(?:the|must|not|of|with|expected|got|float|str|regex)\b", said, re.I) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_refusal_says_that_nothing_was_changed(load: Load, lang: str) -> None:
    said = {"fr": "Le fichier n’est pas accepté, et rien n’a été changé.", "en": "The file was not accepted, and"}
    assert load(declared(owner={"colour": "red"}), "--lang", lang).err.startswith(said[lang])


def test_every_problem_is_said_at_once(load: Load) -> None:
    ran = load(declared(plant={"energy": "nuclear", "timezone": "Paris"}, point={"unit": "mw"}))
    assert len(ran.err.splitlines()) == 4


def test_the_secrets_of_all_sources_are_asked_for_at_once(load: Load) -> None:
    bearer = {"type": "bearer"}
    ran = load(
        declared(source={"auth": bearer}, more=source("other", {"quantity": "temperature", "unit": "°C"}, auth=bearer))
    )
    assert len(ran.err.splitlines()) == 3


# --- files that nobody meant

HOSTILE = [
    pytest.param(b"\xff\xfe", "The file is not in UTF-8.", id="not UTF-8"),
    pytest.param(b"slug = ", "The file is not valid TOML (line:column 1:8).", id="cut off"),
    pytest.param(b"[[owner]]\nslug == 1", "The file is not valid TOML (line:column 2:7).", id="not TOML"),
    pytest.param(b"a = \xe2\x80\x9cb\xe2\x80\x9d", "The file is not valid TOML (line:column 1:5).", id="curly quotes"),
    pytest.param(b"a = 1\na = 2", "The file is not valid TOML (line:column 2:6).", id="a key twice"),
    pytest.param(b"a = 2021-13-45", "The file is not valid TOML (line:column", id="no such date"),
    pytest.param(b"a = " + b"9" * 5000, "The file holds a number that is too long.", id="5,000 digits"),
    pytest.param(b"a = " + b"[" * 100_000, "The file is nested too deeply.", id="deep"),
    pytest.param(b"a = " + b"{a=" * 5_000, "The file is nested too deeply.", id="deep tables"),
    pytest.param(b"owner = 1", "owner: Write a list: [ … ].", id="no table"),
    pytest.param(b"[[owner.plant]]", "owner: Write a list: [ … ].", id="a table in the wrong place"),
    pytest.param(b"[[owner]]", "owner[0].slug: This key is required.", id="an empty entry"),
    pytest.param(
        b"[[owner]]\nslug = 5\nname='a'", "owner[0].slug: Write a text, in quotes.", id="a slug that is a number"
    ),
]


@pytest.mark.parametrize(("content", "sentence"), HOSTILE)
def test_a_file_that_is_none_is_refused_with_a_sentence(load: Load, content: bytes, sentence: str) -> None:
    ran = load(content)
    assert ran.code == 1
    assert sentence in ran.err


def test_a_file_that_starts_with_a_mark_of_its_encoding_loads(load: Load) -> None:
    assert load(b"\xef\xbb\xbf" + declared().encode()).err == ""


def test_an_empty_file_changes_nothing(load: Load) -> None:
    assert load("") == (0, "Nothing to change.\n", "")


@pytest.mark.parametrize("name", ["nowhere.toml", "kept"])
def test_a_file_that_cannot_be_read_is_named(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["load", name, "--lang", "en"]) == 1
    assert capsys.readouterr().err == f"The file {name} cannot be read. Check its name, and that you may read it.\n"


# --- points


def test_a_point_may_move_from_one_source_to_another(load: Load, folder: Path) -> None:
    heat = {"quantity": "temperature", "unit": "°C"}
    load(declared(more=source("meteo", heat)))
    moved = table("source", SOURCE) + table("source.point", POINT, heat) + source("meteo", {})
    assert load(moved).err == ""
    held = "SELECT s.slug, p.quantity FROM store_point p JOIN store_source s ON s.id = p.source_id ORDER BY 1"
    assert query(folder, held) == [("meteo", "power"), ("scada", "temperature")]


def test_a_point_that_left_the_file_leaves_the_source(load: Load, folder: Path) -> None:
    heat = table("source.point", POINT, {"quantity": "temperature", "unit": "°C"})
    load(declared(more=heat))
    assert "~ source scada: point\n" in load(declared()).out
    assert query(folder, "SELECT quantity FROM store_point") == [("power",)]


def test_a_point_that_another_source_keeps_is_refused_whoever_declared_it_before(load: Load) -> None:
    load(declared())
    ran = load(source("other", {}))
    assert (
        "source[other].point[0]: This plant already has a point for this quantity (marseille, power, scada)." in ran.err
    )


def test_a_source_needs_a_point(load: Load) -> None:
    assert "source[scada]" in load(table("source", SOURCE)).err


def test_a_kilowatt_in_small_letters_is_a_kilowatt(load: Load) -> None:
    assert load(declared(point={"unit": "kw"})).err == ""


def test_another_source_may_measure_another_quantity(load: Load) -> None:
    assert load(declared(more=source("meteo", {"quantity": "temperature", "unit": "°C"}))).err == ""


# --- secrets


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "auth",
    [
        '{{ type = "header", name = "X-Key", secret = {0}, secrett = {0} }}',
        '{{ type = "header", name = "X-Key", secret = [{0}] }}',
        '{{ type = "header", name = "X Key", secret = {0} }}',
        '{{ type = "bearer", secret = {0}, secret_env = "MARSEILLE_KEY" }}',
        '{{ type = "bearer", secret = {0} {0} }}',
    ],
)
def test_what_is_refused_beside_a_secret_does_not_say_it(load: Load, auth: str, secret: str) -> None:
    ran = load(declared(source={"auth": Raw(auth.format(json.dumps(secret)))}))
    assert ran.code == 1
    assert traces({"printed": (ran.out + ran.err).encode()}, [secret]) == []


def revision(folder: Path) -> object:
    return query(folder, "SELECT revision FROM store_source")[0][0]


def sealed(folder: Path) -> object:
    return query(folder, "SELECT secrets FROM store_source")[0][0]


KEPT = {"auth": {"type": "header", "name": "X-API-Key"}}


@pytest.mark.parametrize(
    "url", ["https://scada.example.org/v2", "https://scada.example.org/live?a=1", "https://SCADA.example.org/live"]
)
def test_another_path_of_the_same_server_keeps_the_secret(load: Load, folder: Path, url: str) -> None:
    load(declared())
    before = sealed(folder)
    load(declared(source=KEPT | {"url": url}))
    assert sealed(folder) == before


@pytest.mark.parametrize(
    "url",
    ["https://evil.example.org/live", "https://scada.example.org:8443/live", "https://scada.example.org.evil.fr/live"],
)
def test_another_server_is_not_given_the_secret_of_the_first(load: Load, folder: Path, url: str) -> None:
    load(declared())
    before = dump(folder)
    assert "The secret is missing" in load(declared(source=KEPT | {"url": url})).err
    assert dump(folder) == before


def test_another_scheme_is_not_given_the_secret(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUELIA_ALLOW_PRIVATE_SOURCES", "scada.example.org")
    load(declared())
    assert "The secret is missing" in load(declared(source=KEPT | {"url": "http://scada.example.org/live"})).err


def test_a_server_that_comes_back_is_asked_its_secret_anew(load: Load, folder: Path) -> None:
    load(declared())
    load(declared(source={"auth": None, "url": "https://evil.example.org/live"}))
    assert sealed(folder) is None
    assert "The secret is missing" in load(declared(source=KEPT)).err


def test_a_source_that_needs_no_secret_any_more_forgets_it(load: Load, folder: Path) -> None:
    load(declared())
    load(declared(source={"auth": {"type": "none"}}))
    assert (sealed(folder), revision(folder)) == (None, 2)


def test_a_new_secret_is_a_new_revision(load: Load, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(declared())
    monkeypatch.setenv("MARSEILLE_KEY", "another")
    assert "~ source scada: secret\n" in load(declared()).out
    assert revision(folder) == 2


def test_the_same_secret_is_the_same_revision(load: Load, folder: Path) -> None:
    load(declared())
    load(declared())
    assert revision(folder) == 1


def test_two_secrets_are_kept_while_they_stand_in_their_order(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_KEY", "site")
    load(declared(source={"auth": [AUTH, LISTED]}))
    kept = [{key: each[key] for key in ("type", "name")} for each in (AUTH, LISTED)]
    assert load(declared(source={"auth": kept})).out.splitlines()[-1] == "Nothing to change."


def test_two_secrets_are_never_mixed_up(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_KEY", "site")
    load(declared(source={"auth": [AUTH, LISTED]}))
    swapped = [{key: each[key] for key in ("type", "name")} for each in (LISTED, AUTH)]
    assert load(declared(source={"auth": swapped})).err.count("The secret is missing") == 2


def test_a_secret_file_stands_beside_the_file_that_names_it(
    load: Load, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (folder.parent / "key.txt").write_text(f"{SECRET}\n")
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert load(declared(source={"auth": {"type": "bearer", "secret_file": "key.txt"}})).err == ""


def test_an_authority_stands_beside_the_file_that_names_it(load: Load, folder: Path) -> None:
    trustme.CA().cert_pem.write_to_path(str(folder.parent / "plant.pem"))
    load(declared(source={"ca_file": "plant.pem"}))
    assert query(folder, "SELECT ca_file FROM store_source") == [(str(folder.parent / "plant.pem"),)]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"\n", b"a\nb\n"])
def test_a_secret_file_that_holds_no_secret_is_refused(load: Load, folder: Path, content: bytes) -> None:
    (folder.parent / "key.txt").write_bytes(content)
    ran = load(declared(source={"auth": {"type": "bearer", "secret_file": "key.txt"}}))
    assert (ran.code, "source[scada].auth[0]" in ran.err) == (1, True)


def test_nothing_that_is_printed_holds_the_secret(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    in_clear = declared(source={"auth": {"type": "bearer", "secret": SECRET}})
    wrong = declared(source={"auth": {"type": "bearer", "secret": f"{SECRET}é"}}, point={"unit": "mw"})
    assert SECRET not in "".join(f"{ran.out}{ran.err}" for ran in (load(in_clear), load(in_clear), load(wrong)))


# whatever stands there may be the secret: a file is written in a hurry, and keys are long and alike
BEARER = {"type": "bearer"}
MISPLACED = [
    pytest.param({"auth": BEARER | {"secret_env": SECRET}}, "auth[0].secret_env", id="secret_env"),
    pytest.param({"auth": BEARER | {"secret_file": SECRET}}, "auth[0].secret_file", id="secret_file"),
    pytest.param({"auth": {"type": SECRET}}, "auth.type", id="type"),
    pytest.param({"auth": [AUTH, {"type": SECRET}]}, "auth[1].type", id="type in a list"),
    pytest.param({"auth": {"type": f"b - at `$.{SECRET}`"}}, "auth.type", id="type with msgspec's own words"),
    pytest.param({"auth": BEARER | {"token": SECRET}}, "auth.token", id="unknown key"),
    pytest.param({"auth": BEARER | {SECRET: "x"}}, "auth", id="the key itself"),
    pytest.param({"auth": BEARER | {"secret": [SECRET]}}, "auth.secret", id="list"),
    pytest.param({"auth": SECRET}, "auth", id="in the place of auth"),
    pytest.param({"auth": [SECRET]}, "auth[0]", id="in the place of an entry"),
    pytest.param({"auth": {"type": "header", "name": f"{SECRET} ", "secret": "x"}}, "auth[0].name", id="name"),
    pytest.param({"auth": {"type": "basic", "user": f":{SECRET}", "secret": "x"}}, "auth[0].user", id="user"),
    pytest.param({"auth": BEARER | {"secret": f"{SECRET}\n"}}, "auth[0]", id="a secret that cannot be sent"),
    pytest.param({"pin": SECRET}, "pin", id="pin"),
    pytest.param({"url": SECRET}, "url", id="in the place of the URL"),
    pytest.param({"url": f"https://u:{SECRET}@scada.example.org/"}, "url", id="password in the URL"),
    pytest.param({"url": f"https://{SECRET}@scada.example.org/"}, "url", id="user in the URL"),
    pytest.param({"url": f"https://u:{SECRET}/@scada.example.org/"}, "url", id="password with a slash"),
    pytest.param({"url": f"https://scada.example.org/#{SECRET}"}, "url", id="fragment"),
    pytest.param({"url": f"https://scada.example.org/?API_Key={SECRET}"}, "url", id="key in the URL"),
    pytest.param({"url": f"http://scada.example.org/?a=1&token={SECRET}"}, "url", id="key in a URL that is refused"),
    pytest.param({"url": f"https://scada.example.org/{SECRET}\n"}, "url", id="path of a URL that is refused"),
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("wrong", "where"), MISPLACED)
def test_a_secret_in_the_wrong_place_is_not_repeated(
    load: Load, folder: Path, wrong: dict[str, object], where: str, lang: str
) -> None:
    ran = load(declared(source=wrong), "--lang", lang)
    assert (ran.code, f"  source[scada].{where}: " in ran.err.replace("\u00a0:", ":")) == (1, True)
    assert SECRET not in ran.out + ran.err + "".join(dump(folder))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_key_in_the_url_is_met_with_what_to_write_instead(load: Load, lang: str) -> None:
    ran = load(declared(source={"url": "https://scada.example.org/live?site=7&apikey=k"}), "--lang", lang)
    assert 'auth = { type = "query", name = "apikey", secret_env = "' in ran.err


def test_a_harmless_parameter_with_the_name_of_a_key_goes_into_auth_like_one(load: Load) -> None:
    auth = [AUTH, {"type": "query", "name": "key", "secret": "power"}]
    assert "source[scada].url" in load(declared(source={"url": "https://scada.example.org/live?key=power"})).err
    assert load(declared(source={"auth": auth})).err == ""


# --- maps


@pytest.mark.parametrize(
    ("selection", "stored"),
    [
        ({}, (None, None)),
        ({"owners": ["soleil"]}, ('["soleil"]', None)),
        ({"plants": ["marseille"]}, (None, '["marseille"]')),
        ({"plants": []}, (None, "[]")),
    ],
)
def test_a_map_takes_a_selection(
    load: Load, folder: Path, selection: dict[str, object], stored: tuple[object, object]
) -> None:
    load(declared(more=table("map", {"slug": "sud", "name": "Sud"}, selection)))
    assert query(folder, "SELECT owners, plants FROM store_map") == [stored]


def test_the_default_map_may_be_given_a_name(load: Load, folder: Path) -> None:
    assert load(declared(more=table("map", {"slug": "france", "name": "Nos centrales"}))).err == ""
    assert query(folder, "SELECT name, owners, plants FROM store_map") == [("Nos centrales", None, None)]


def test_a_map_may_stand_in_a_file_of_its_own(load: Load) -> None:
    load(declared())
    assert load(table("map", {"slug": "sud", "name": "Sud", "owners": ["soleil"]})).err == ""


# --- the folder


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_broken_key_ring_is_left_as_it_is(load: Load, folder: Path, lang: str) -> None:
    ring = folder / "keyring.json"
    ring.write_text("{}")
    said = {"fr": f"Le trousseau de clés de {folder} est endommagé.", "en": f"The key ring of {folder} is damaged."}
    ran = load(declared(), "--lang", lang)
    assert (ran.code, ran.err.startswith(said[lang]), ring.read_text()) == (1, True, "{}")


@pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")  # Django drops a connection that it cannot use
def test_a_database_that_is_none_is_said_to_be_unusable(load: Load, folder: Path) -> None:
    (folder / "quelia.sqlite3").write_bytes(b"not a database" * 1000)
    assert load(declared()).err == f"The database {folder / 'quelia.sqlite3'} cannot be used: " + _UNUSABLE
    gc.collect()  # here, and not in a test that knows nothing of it


def test_a_database_that_another_program_holds_is_said_to_be_unusable(load: Load, folder: Path) -> None:
    load("")
    connection.cursor().execute("PRAGMA query_only = ON")
    assert load(declared()).err == f"The database {folder / 'quelia.sqlite3'} cannot be used: " + _UNUSABLE


_UNUSABLE = "another program holds it, it is damaged or was moved away from its journal (-wal), or the disk is full.\n"
