"""What an answer is worth: its fields against the example and against each other."""

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.plant import Amount, Plant
from quelia.domain.unit import UNITS
from quelia.onboarding.answer.answer import Answer, Field, Found, Key, Remark, Secret
from quelia.onboarding.answer.checked import checked, is_complete
from quelia.onboarding.answer.wording import told
from quelia.texts import LANGUAGES

URL = "https://api.soleil.example/live"
KEY = "sk-never-to-be-said-4711"


def answer(sample: Any = None, keys: tuple[Key, ...] = (), needs_key: bool | None = False, **fields: str) -> Answer:
    """url, path, unit on lines 1, 2, 3, in the order they are given."""
    return answer_of(fields, sample, keys, needs_key)


def answer_of(
    fields: dict[str, str], sample: Any = None, keys: tuple[Key, ...] = (), needs_key: bool | None = False
) -> Answer:
    found = {name: Found(value, line=line) for line, (name, value) in enumerate(fields.items(), 1)}
    text = sample if isinstance(sample, str) else json.dumps(sample) if sample is not None else ""
    return Answer(fields=cast("dict[Field, Found]", found), keys=keys, needs_key=needs_key, sample=text)


def codes(given: Answer) -> list[str]:
    return [remark.code for remark in given.remarks]


def sentences(given: Answer, lang: str = "fr") -> str:
    return "\n".join(told(remark, lang) for remark in given.remarks)


def test_what_is_complete_and_right_is_told_with_the_value_and_asks_nothing() -> None:
    seen = checked(answer({"data": {"p": 15.8}}, url=URL, path="data.p", unit="MW"))
    assert is_complete(seen)
    assert "Votre chemin donne 15,8\u00a0MW dans votre exemple." in sentences(seen)
    assert "Your path gives 15.8\u00a0MW in your example." in sentences(seen, "en")


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("Data.Production.CurrentPower", "data.production.currentPower"),
        ("production.currentPower", "data.production.currentPower"),
        ("response.data.production.currentPower", "data.production.currentPower"),
        ("data.production.current_power", "data.production.currentPower"),
        ("data > production > currentPower", "data.production.currentPower"),
        ("data/production/currentPower", "data.production.currentPower"),
        ("data->production->currentPower", "data.production.currentPower"),
    ],
)
def test_a_path_that_is_nearly_right_is_mended(written: str, right: str) -> None:
    sample = {"data": {"production": {"currentPower": 6.05, "peakPower": 9.9}}}
    seen = checked(answer(sample, url=URL, path=written, unit="MW"))
    assert seen.fields["path"] == Found(right, "likely", 2)
    assert {"path_mended", "value"} <= set(codes(seen))
    assert is_complete(seen)


def test_one_word_of_a_longer_path_is_not_taken_for_another_of_the_same_name() -> None:
    seen = checked(answer({"value": 3, "state": 2}, url=URL, path="site.power.value", unit="kW"))
    assert "path_mended" not in codes(seen)


@pytest.mark.parametrize("path", ["production.peakPower", "production.dailyProduction"])
def test_a_number_that_looks_more_like_the_one_of_now_is_told(path: str) -> None:
    sample = {"production": {"currentPower": 15.8, "peakPower": 18.2, "dailyProduction": 142.5}}
    seen = checked(answer(sample, url=URL, path=path, unit="MW"))
    assert "production.currentPower (15,8)" in sentences(seen)
    assert is_complete(seen)
    assert "path_rather" not in codes(checked(answer(sample, url=URL, path="production.currentPower", unit="MW")))


def test_a_path_to_a_group_with_one_number_leads_to_it() -> None:
    seen = checked(answer({"power": {"value": 3, "unit": "kW"}}, url=URL, path="power", unit="kW"))
    assert seen.fields["path"] == Found("power.value", "likely", 2)


def test_a_path_that_is_missing_has_its_candidates() -> None:
    sample = {"a": {"active_power": 3.02}, "b": {"active_power": 2.97}, "c": {"active_power": 3.11}}
    seen = checked(answer(sample, url=URL, unit="MW"))
    assert "path" not in seen.fields
    assert "Chemin absent\u00a0: 3 candidats dans votre exemple\u00a0: a.active_power = 3.02" in sentences(seen)
    assert not is_complete(seen)


@pytest.mark.parametrize("path", ["measures.now", "on voit la puissance en haut", ""])
def test_where_one_number_is_likelier_than_the_others_it_is_offered_and_asked_about(path: str) -> None:
    fields = {"url": URL, "path": path, "unit": "MW"} if path else {"url": URL, "unit": "MW"}
    seen = checked(answer_of(fields, {"output": {"north": 5.4, "total": 11.6}}))
    assert (seen.value("path"), seen.fields["path"].confidence) == ("output.total", "doubtful")
    assert not is_complete(seen)
    assert "11,6" in sentences(seen)


def test_a_path_that_is_like_nothing_stays_doubtful() -> None:
    seen = checked(answer({"a": "x"}, url=URL, path="b.c", unit="MW"))
    assert seen.fields["path"] == Found("b.c", "doubtful", 2)
    assert [remark.asks for remark in seen.remarks if remark.code == "path_absent"] == [True]


@pytest.mark.parametrize(
    ("node", "code", "asks"),
    [
        ("15.8", "value_dot", False),
        ("15,8", "value_comma", False),
        ("15,8 MW", "value_leading", False),
        ("15,8 chevaux", "value_foreign", True),
        ("n/a", "value_no_number", True),
        (True, "value_no_number", True),
        (None, "value_null", False),
        (-3, "value_negative", False),
        (48210, "value_implausible", True),
        ({"a": 15.8, "b": 16.1}, "path_group", False),
        ([15.8, 16.1], "path_list", False),
        ([15.8, 16.1], "path_candidates", True),
    ],
)
def test_how_a_value_stands_there_is_told(node: Any, code: str, asks: bool) -> None:
    seen = checked(answer({"p": node}, url=URL, path="p", unit="MW"))
    assert [remark.asks for remark in seen.remarks if remark.code == code] == [asks]


def test_the_capacity_of_the_plant_is_held_against_the_value_where_it_is_known() -> None:
    plant = Plant(slug="a", name="", energy="solar", latitude=0, longitude=0, capacity=Amount(18.2e6, UNITS["MW"]))
    given = answer({"p": 15800.0}, url=URL, path="p", unit="MW")
    assert "value" in codes(checked(given))
    assert "value_implausible" in codes(checked(given, plant=plant))


@pytest.mark.parametrize(
    ("sample", "path"), [({"p": {"v": 7.3, "unit": "MW"}}, "p.v"), ({"p_mw": 7.3}, "p_mw"), ({"p": "7.3 MW"}, "p")]
)
def test_a_unit_that_the_example_names_otherwise_is_doubtful(sample: Any, path: str) -> None:
    seen = checked(answer(sample, url=URL, path=path, unit="kW"))
    assert seen.fields["unit"] == Found("kW", "doubtful", 3)
    assert "Vous indiquez kW, et votre exemple parle de MW." in sentences(seen)
    assert not is_complete(seen)


@pytest.mark.parametrize("said", ["", "dans la réponse"])
def test_a_unit_that_only_the_example_names_is_taken_from_it(said: str) -> None:
    fields = {"url": URL, "path": "p", "unit": said} if said else {"url": URL, "path": "p"}
    seen = checked(answer_of(fields, {"p": 7.3, "unit": "MW"}))
    assert seen.fields["unit"] == Found("MW", "likely", 3 if said else 0)
    assert "unit_from_sample" in codes(seen)


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        ("mw", "unit_case"),
        ("là où on la lit", "unit_unknown"),
        ("kWh", "unit_quantity"),
        ("m3/h", "unit_m3"),
        ("kVA", "unit_free"),
        ("12", "unit_unknown"),
    ],
)
def test_units_that_are_not_what_one_expects_are_told(unit: str, code: str) -> None:
    assert code in codes(checked(answer({"p": 7.3}, url=URL, path="p", unit=unit)))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://val.example:8090/p", ["address_https", "address_port"]),
        ("http://val.example/p", ["address_https"]),
        ("https://val.example:8090/p", ["address_port"]),
        ("http://192.168.1.4/p", ["address_private"]),
        ("https://automate.local/p", ["address_local_name"]),
        ("https://localhost/p", ["address_local_name"]),
        ("https://127.0.0.1/p", ["address_loopback"]),
        ("https://val.example/users/sign_in", ["url_login"]),
        ("https://val.example/#/dashboard", ["url_login"]),
        ("https://portail.val.example/api/v1/p", []),
        ("val.example/p", ["address_scheme"]),
    ],
)
def test_what_is_wrong_with_an_address_is_told(url: str, expected: list[str]) -> None:
    seen = checked(answer({"p": 7.3}, url=url, path="p", unit="kW"))
    assert [code for code in codes(seen) if code.startswith(("address", "url"))] == expected
    assert is_complete(seen) is not bool(expected)


@pytest.mark.parametrize(
    ("url", "left", "scheme", "name", "user"),
    [
        (f"{URL}?site=1&apikey={KEY}", f"{URL}?site=1", "query", "apikey", ""),
        (f"{URL}?apikey={KEY}&site=1", f"{URL}?site=1", "query", "apikey", ""),
        (f"{URL}?token={KEY}", URL, "query", "token", ""),
        (f"https://lecture:{KEY}@soleil.example/p", "https://soleil.example/p", "basic", "", "lecture"),
    ],
)
def test_a_key_in_the_address_is_taken_out_of_it(url: str, left: str, scheme: str, name: str, user: str) -> None:
    seen = checked(answer({"p": 7.3}, needs_key=True, url=url, path="p", unit="kW"))
    assert seen.value("url") == left
    assert [(key.scheme, key.name, key.user, key.secret) for key in seen.keys] == [(scheme, name, user, Secret(KEY))]
    assert KEY not in sentences(seen) + repr(seen)


def test_a_key_that_is_part_of_the_address_or_of_the_example_is_shown_in_neither() -> None:
    keys = (Key("bearer", secret=Secret(f"{KEY}.")), Key("basic", user="a", secret=Secret("47114711")))
    sample = {"p": 7.3, "token": KEY, "pin": 47114711, KEY: 1}
    seen = checked(answer(sample, keys, True, url=f"https://a.example/{KEY}/p", path="p", unit="kW"))
    assert {"key_in_path", "value"} <= set(codes(seen))
    assert json.loads(seen.sample) == {"p": 7.3, "token": "•••", "pin": "•••", "•••": 1}
    assert KEY not in repr(seen)


def test_what_the_example_calls_a_token_is_hidden_although_it_is_no_key_of_the_answer() -> None:
    sample = {"p": 7.3, "accessToken": KEY, "key": "power", "token": None}
    seen = checked(answer(sample, url=URL, path="p", unit="kW"))
    assert json.loads(seen.sample) == {"p": 7.3, "accessToken": "•••", "key": "power", "token": None}


@pytest.mark.parametrize("shown", ["VOTRE_CLE", "xxxxxxxx", "<token>", "{key}", "****", "..."])
def test_what_only_shows_where_a_key_would_stand_is_none(shown: str) -> None:
    seen = checked(answer({"p": 7.3}, needs_key=True, url=f"{URL}?apikey={shown}", path="p", unit="kW"))
    assert [(key.name, key.secret) for key in seen.keys] == [("apikey", None)]
    assert "key_missing" in codes(seen)


@pytest.mark.parametrize(
    ("keys", "needs_key", "expected"),
    [
        ((), True, ["key_missing"]),
        ((), None, ["key_unsaid"]),
        ((), False, []),
        ((Key("bearer"),), True, ["key_missing"]),
        ((Key("bearer", secret=Secret(KEY)),), True, ["key_received"]),
        ((Key("bearer", secret=Secret(KEY)),), False, ["key_received", "key_unneeded"]),
        ((Key("header", secret=Secret(KEY)),), True, ["key_received", "key_name"]),
        ((Key("basic", secret=Secret(KEY)),), True, ["key_received", "key_user"]),
        ((Key("none", secret=Secret(KEY)),), True, ["key_received", "key_scheme"]),
        ((Key("bearer", secret=Secret("clé”cassée")),), True, ["key_received", "key_characters"]),
    ],
)
def test_what_is_missing_of_a_key_is_told(keys: tuple[Key, ...], needs_key: bool | None, expected: list[str]) -> None:
    seen = checked(answer({"p": 7.3}, keys, needs_key, url=URL, path="p", unit="kW"))
    assert [code for code in codes(seen) if code.startswith("key")] == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-11-26T10:30:00Z", []),
        ("2026-11-26T11:30:00+01:00", []),
        (1795516200, []),
        ("2026-11-26T10:30:00", ["time_no_zone"]),
        ("26/11/2026 10:30:00", ["time_no_zone"]),
        ("2024-01-15T10:30:00Z", ["time_old"]),
        ("ce matin", []),
    ],
)
def test_a_time_without_zone_or_long_ago_is_told(written: Any, expected: list[str]) -> None:
    now = 1795862400.0  # 2026-11-28
    seen = checked(answer({"p": 7.3, "timestamp": written}, url=URL, path="p", unit="kW"), now=now)
    assert [code for code in codes(seen) if code.startswith("time")] == expected


@pytest.mark.parametrize(
    ("status", "expected"), [("online", "status_seen"), ("offline", "status_bad"), (False, "status_bad"), ("7B", None)]
)
def test_what_the_example_says_of_itself_is_told(status: Any, expected: str | None) -> None:
    seen = checked(answer({"p": 7.3, "status": status}, url=URL, path="p", unit="kW"))
    assert [code for code in codes(seen) if code.startswith("status")] == ([expected] if expected else [])


@pytest.mark.parametrize("key", ["mA-x2z-HE6D3HhybhAH", "my-HE6D3Hhy.b7", "le_9dk2-x"])
def test_a_key_that_begins_like_a_word_is_one(key: str) -> None:
    seen = checked(answer({"p": 7.3}, needs_key=True, url=f"{URL}?apikey={key}", path="p", unit="kW"))
    assert [each.secret for each in seen.keys] == [Secret(key)]


def test_where_nothing_was_found_that_is_all_there_is_to_say() -> None:
    assert codes(checked(Answer(fields={"contact_name": Found("Anne")}))) == ["nothing_found"]


def test_remarks_come_in_the_order_of_the_lines_and_those_of_others_stay() -> None:
    given = answer({"p": 7.3}, url="http://val.example/p", path="p", unit="kWh")
    given = Answer(given.lang, given.fields, None, (), given.sample, (Remark("sample_mended", "sample", 2),))
    lines = [remark.line for remark in checked(given).remarks if remark.line]
    assert lines == sorted(lines)
    assert "sample_mended" in codes(checked(given))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fault_of_an_address_can_be_said_to_an_owner(lang: str) -> None:
    for url in (
        "http://a.example/x",
        "https://a.example:99/",
        "https://a b.example/",
        "ftp://a.example",
        "https://[::1/",
    ):
        for remark in checked(answer(url=url)).remarks:
            assert "QUELIA_" not in told(remark, lang)


_VALUES = st.one_of(st.none(), st.booleans(), st.floats(-1e6, 1e6), st.sampled_from(["15,8", "3 kW", "x", KEY]))
_SAMPLES = st.recursive(
    _VALUES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["power", "value", "unit", "data", "status", "time", "p_kw", KEY]), inner, max_size=4
        ),
    ),
    max_leaves=8,
)
_PATHS = st.sampled_from(
    [
        "",
        "power",
        "Data.Power",
        "data.power.value",
        "$..x",
        "data power",
        "là où c’est écrit",
        "a[?@.b==1].c",
        f"data.{KEY}",
    ]
)
_URLS = st.sampled_from(
    ["", URL, f"{URL}?key={KEY}", f"http://u:{KEY}@10.0.0.1:99/", "pas encore", f"https://a.example/login?t={KEY}"]
)
_KEYS = st.lists(
    st.builds(Key, st.sampled_from(["bearer", "header", "basic", "none"]), secret=st.just(Secret(KEY))), max_size=2
)


@given(_SAMPLES, _PATHS, st.sampled_from(["", "kW", "MW", "mw", "kWh", "chevaux", "12"]), _URLS, _KEYS)
def test_what_is_checked_twice_is_what_was_checked_once_and_says_no_secret(
    sample: Any, path: str, unit: str, url: str, keys: list[Key]
) -> None:
    fields = {name: text for name, text in (("url", url), ("path", path), ("unit", unit)) if text}
    once = checked(answer_of(fields, sample, tuple(keys)))
    assert checked(once) == once
    if any(key.secret for key in once.keys):
        assert KEY not in repr(once) + sentences(once) + sentences(once, "en")


@pytest.mark.parametrize(
    ("written", "url", "key"),
    [
        ("https://b.example/x?u=lecteur&p=Azerty-4422", "https://b.example/x?u=lecteur", "Azerty-4422"),
        ("https://b.example/x?a=1;token=Azerty-4422;b=2", "https://b.example/x?a=1;b=2", "Azerty-4422"),
        ("https://lecteur:Azer/ty-4422@b.example/x", "https://b.example/x", "Azer/ty-4422"),
        (
            "https://b.example/eyJhbGciOiJI.eyJzdWIiOiIx.abc_12/x",
            "https://b.example/•••/x",
            "eyJhbGciOiJI.eyJzdWIiOiIx.abc_12",
        ),
    ],
)
def test_a_key_in_an_address_that_was_typed_into_a_form_is_taken_out_as_well(written: str, url: str, key: str) -> None:
    seen = checked(answer({"p": 1}, url=written, path="p", unit="MW"))
    assert seen.value("url") == url
    assert [each.secret.reveal() for each in seen.keys if each.secret] == [key]
    assert ("key_in_path" in codes(seen)) is ("•" in url)


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("https://b.example/{site}/power", "{site}"),
        ("https://b.example/x?site=YOUR_SITE", "YOUR_SITE"),
        ("https://b.example/%7Bid%7D/p", "%7Bid%7D"),
    ],
)
def test_an_address_in_which_something_is_to_be_filled_in_is_asked_for(url: str, part: str) -> None:
    seen = checked(answer({"p": 1}, url=url, path="p", unit="MW"))
    assert [(r.code, r.facts, r.asks) for r in seen.remarks if r.field == "url"] == [("url_hole", {"part": part}, True)]
    assert seen.fields["url"].confidence == "doubtful"
