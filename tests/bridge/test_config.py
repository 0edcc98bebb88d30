"""bridge.toml: what is taken, and what is refused, with its place and in words."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quelia.bridge.config import load, parse
from quelia.bridge.inputs.input import points_of
from quelia.bridge.problem import ConfigError
from quelia.texts import LANGUAGES
from tests.bridge.conftest import BRIDGE, INPUT, OUTPUT, POINT, Read, refused


def test_what_a_file_says_is_read(read: Read) -> None:
    config = read(BRIDGE, INPUT, OUTPUT)
    (only,) = config.inputs
    assert (config.name, only.name, only.interval_s, points_of(only)[0].plant) == ("roof", "inverter", 5.0, "roof-a")


def test_what_must_be_kept_lies_beside_the_file(read: Read, tmp_path: Path) -> None:
    assert read(BRIDGE, INPUT, OUTPUT).keep == tmp_path / "bridge-keep"


def test_a_folder_that_is_named_counts_from_the_file(read: Read, tmp_path: Path) -> None:
    assert read(BRIDGE, 'keep = "here"\n', INPUT, OUTPUT).keep == tmp_path / "here"


def test_a_service_keeps_where_it_may_write(tmp_path: Path) -> None:
    given = {"STATE_DIRECTORY": "/var/lib/quelia-bridge:/elsewhere"}
    config = parse(BRIDGE + INPUT + OUTPUT, tmp_path / "bridge.toml", given)
    assert config.keep == Path("/var/lib/quelia-bridge")


def test_the_mark_with_which_some_editors_begin_is_no_part_of_it(tmp_path: Path) -> None:
    file = tmp_path / "bridge.toml"
    file.write_text(BRIDGE + INPUT + OUTPUT, "utf-8-sig")
    assert load(file, {}).name == "roof"


@pytest.mark.parametrize(
    ("parts", "where", "code"),
    [
        (("[bridge\n",), "", "toml"),
        ((INPUT, OUTPUT), "bridge.name", "missing_key"),
        ((BRIDGE, 'nome = "x"\n', INPUT, OUTPUT), "bridge.nome", "unknown_key_meant"),
        ((BRIDGE, 'lang = "xx"\n', INPUT, OUTPUT), "bridge.lang", "one_of"),
        ((BRIDGE, INPUT, OUTPUT, "[other]\n"), "other", "unknown_key"),
        ((BRIDGE, OUTPUT), "input", "no_input"),
        ((BRIDGE, INPUT), "output", "no_output"),
        ((BRIDGE, "[input]\n", OUTPUT), "input", "a_list"),
        ((BRIDGE, '[[input]]\nname = "x"\n', OUTPUT), "input[x].type", "missing_key"),
        ((BRIDGE, "[[input]]\ntype = 5\n", OUTPUT), "input[0].type", "a_text"),
        ((BRIDGE, '[[input]]\ntype = "od"\nname = "x"\n', OUTPUT), "input[x].type", "no_such_type_meant"),
        ((BRIDGE, '[[input]]\ntype = "?"\nname = "x"\n', OUTPUT), "input[x].type", "no_such_type"),
        ((BRIDGE, '[[input]]\ntype = "bookless"\nname = "x"\n', OUTPUT), "input[x].type", "library"),
        ((BRIDGE, INPUT.replace("[[input.p", "vendor = 1\n[[input.p"), OUTPUT), "input[inverter].vendor", "unknown_key"),
        ((BRIDGE, INPUT.replace("[[input.p", "level = true\n[[input.p"), OUTPUT), "input[inverter].level", "a_number"),
        ((BRIDGE, INPUT.replace("[[input.p", 'mode = "x"\n[[input.p'), OUTPUT), "input[inverter].mode", "one_of"),
        ((BRIDGE, INPUT.replace("[[input.p", "interval_s = 0\n[[input.p"), OUTPUT), "input[inverter].interval_s", "at_least"),
        ((BRIDGE, INPUT.replace("[[input.p", "interval_s = nan\n[[input.p"), OUTPUT), "input[inverter].interval_s", "not_finite"),
        ((BRIDGE, INPUT.replace("odd", "odd\"\n#").replace("\nname", "\nnone"), OUTPUT), "input[0].none", "unknown_key_meant"),
        ((BRIDGE, INPUT, "at = 'x'\n", OUTPUT), "input[inverter].point[0].at", "a_whole_number"),
        ((BRIDGE, INPUT, "register = 1\n", OUTPUT), "input[inverter].point[0].register", "unknown_key"),
        ((BRIDGE, INPUT.replace('unit = "kW"', ""), OUTPUT), "input[inverter].point[0].unit", "missing_key"),
        ((BRIDGE, INPUT.replace("kW", "mw"), OUTPUT), "input[inverter].point[0].unit", "unit_meant"),
        ((BRIDGE, INPUT.replace("kW", "°C"), OUTPUT), "input[inverter].point[0].unit", "unit_of_quantity"),
        ((BRIDGE, INPUT, 'quantity = "force"\n', OUTPUT), "input[inverter].point[0].quantity", "one_of"),
        ((BRIDGE, INPUT, "scale = 0\n", OUTPUT), "input[inverter].point[0].scale", "scale"),
        ((BRIDGE, INPUT.replace("roof-a", "Roof A"), OUTPUT), "input[inverter].point[0].plant", "slug"),
        ((BRIDGE, '[[input]]\ntype = "odd"\nname = "x"\npoint = []\n', OUTPUT), "input[x].point", "empty_list"),
        ((BRIDGE, '[[input]]\ntype = "opcua"\nname = "x"\nurl = "http://h"\n', POINT, 'node = "i=1"\n', OUTPUT),
         "input[x].url", "opcua_url"),
        ((BRIDGE, INPUT, '[[output]]\ntype = "serve"\norigin = "www.a.example"\n'), "output[0].origin", "origin_form"),
        ((BRIDGE, INPUT, POINT, OUTPUT), "input[inverter].point[1].quantity", "point_read_twice"),
        ((BRIDGE, INPUT, POINT.replace("roof-a", ""), OUTPUT), "input[inverter].point[1].plant", "plant_needed"),
        ((BRIDGE, INPUT, INPUT.replace("roof-a", "b"), OUTPUT), "input[inverter].name", "name_twice"),
        ((BRIDGE, INPUT.replace("inverter", " "), OUTPUT), "input[ ].name", "empty"),
        ((BRIDGE, INPUT, OUTPUT, "url = 1\n"), "output[0].url", "unknown_key"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(read: Read, parts: tuple[str, ...], where: str, code: str) -> None:
    assert refused(read, *parts) == [(where, code)]


def test_all_problems_are_told_at_once(read: Read) -> None:
    wrong = INPUT.replace("[[input.p", "vendor = 1\n[[input.p") + "nothing = 1\n" + POINT.replace("kW", "kWh")
    beside = INPUT.replace("inverter", "meter").replace("kW", "mw")
    assert refused(read, BRIDGE, "more = 1\n", wrong, beside, '[[output]]\ntype = "?"\n') == [
        ("bridge.more", "unknown_key_meant"),
        ("input[inverter].point[0].nothing", "unknown_key"),
        ("input[inverter].point[1].unit", "unit_of_quantity"),
        ("input[inverter].vendor", "unknown_key"),
        ("output[0].type", "no_such_type"),
        ("input[meter].point[0].unit", "unit_meant"),
    ]


def test_the_same_quantity_of_two_plants_is_no_repetition(read: Read) -> None:
    assert len(points_of(read(BRIDGE, INPUT, POINT.replace("roof-a", "roof-b"), OUTPUT).inputs[0])) == 2


def _on(port: str, name: str) -> str:
    where = 'register = "40084"\nkind = "int16"\n'
    head = f'[[input]]\ntype = "modbus"\nname = "{name}"\nserial = "{port}"\n'
    return head + POINT.replace("roof-a", f"roof-{name}") + where


def test_two_inputs_share_no_serial_line(read: Read) -> None:
    twice = [BRIDGE, _on("/dev/ttyUSB0", "a"), _on("/dev/ttyUSB1", "b"), _on("/dev/ttyUSB0", "c"), OUTPUT]
    assert refused(read, *twice) == [("input[c].serial", "serial_twice")]
    assert refused(read, BRIDGE, _on("COM3", "a"), _on("com3", "b"), OUTPUT) == [("input[b].serial", "serial_twice")]


def test_a_bridge_of_one_plant_need_not_name_it(read: Read) -> None:
    assert points_of(read(BRIDGE, INPUT.replace('plant = "roof-a"', ""), OUTPUT).inputs[0])[0].plant == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_refusal_says_no_word_of_a_secret_in_the_wrong_place(read: Read, lang: str) -> None:
    wrong = INPUT.replace("[[input.p", 'password = ["s3cr3t-w0rd"]\nlevel = "s3cr3t-w0rd"\n[[input.p')
    with pytest.raises(ConfigError) as refusal:
        read(BRIDGE, wrong, OUTPUT)
    told = [f"{each} {each.sentence(lang)}" for each in refusal.value.problems]
    assert "s3cr3t-w0rd" not in f"{told} {refusal.value!r} {refusal.value.__cause__}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_missing_library_is_told_with_the_extra_that_has_it(read: Read, lang: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        read(BRIDGE, INPUT.replace('"odd"', '"bookless"'), OUTPUT)
    said = refusal.value.problems[0].sentence(lang)
    assert [word in said for word in ("a_library_that_nobody_has", "quelia[bridge]")] == [True, True]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_any_text_is_taken_or_refused_with_a_reason(read: Read, text: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        read(text)
    assert all(each.sentence(lang) for each in refusal.value.problems for lang in LANGUAGES)


def test_no_value_is_too_old_before_the_next_read(read: Read) -> None:
    slow = INPUT.replace("[[input.p", "interval_s = 300\n[[input.p")
    serve = '[[output]]\ntype = "serve"\n'
    assert refused(read, BRIDGE, slow, serve, "max_age_s = 60\n") == [("output[0].max_age_s", "age_below_interval")]
    assert read(BRIDGE, slow, serve, "max_age_s = 300\n")
    assert read(BRIDGE, slow, serve)


def test_no_two_outputs_send_what_waits_for_the_other(read: Read) -> None:
    one, other = (
        f'[[output]]\ntype = "push"\nurl = "https://carte.example{end}"\nkey = "env:A"\n' for end in ("", "/")
    )
    assert refused(read, BRIDGE, INPUT, one, OUTPUT, other) == [("output[0].name", "output_name")]
    assert len(read(BRIDGE, INPUT, one, other, 'name = "second"\n').outputs) == 2
