"""`quelia bridge`: what it asks, shows and says, and its exit codes."""

import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from quelia.bridge.config import load
from quelia.cli import main
from quelia.texts import LANGUAGES, texts

Shown = pytest.CaptureFixture[str]
_KEY = "the-push-key-of-nobody"
_SIMULATED = """
[bridge]
name = "roof"

[[input]]
type = "simulation"
name = "made up"
interval_s = 1
[[input.point]]
plant = "roof-a"
unit = "kW"
peak = 10.0

[[output]]
type = "push"
url = "http://127.0.0.1:9"
key = "env:BRIDGE_KEY"
"""
_PROGRAM = "from quelia.cli import main; raise SystemExit(main())"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BRIDGE_KEY", _KEY)
    file = tmp_path / "bridge.toml"
    file.write_text(_SIMULATED)
    return file


# test


def test_what_is_read_and_what_would_be_sent_is_shown(config: Path, capsys: Shown) -> None:
    code = main(["bridge", "test", str(config), "--lang", "en"])
    shown = capsys.readouterr().out
    assert (code, "roof-a/power" in shown, "simulated" in shown, "/v1/push" in shown) == (0, True, True, True)


def test_nothing_is_kept_of_a_test(config: Path) -> None:
    main(["bridge", "test", str(config)])
    assert [each.name for each in config.parent.iterdir()] == ["bridge.toml"]


def test_each_input_is_read_as_often_as_asked(config: Path, capsys: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    main(["bridge", "test", str(config), "--json", "--times", "1"])
    told = json.loads(capsys.readouterr().out)
    assert (told["well"], len(told["reads"]), told["reads"][0]["points"][0]["simulated"]) == (True, 1, True)


def test_an_input_that_cannot_be_read_is_told_with_what_to_check(config: Path, capsys: Shown) -> None:
    config.write_text(
        _SIMULATED.replace('"simulation"', '"json"\nfile = "no.json"').replace("peak = 10.0", 'path = "a"')
    )
    code = main(["bridge", "test", str(config), "--lang", "en"])
    assert (code, "✗ roof-a/power:" in capsys.readouterr().out) == (1, True)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("action", ["test", "run"])
def test_a_wrong_file_is_refused_before_anything_starts(config: Path, action: str, lang: str, capsys: Shown) -> None:
    config.write_text(_SIMULATED.replace("peak", "pic"))
    code = main(["bridge", action, str(config), "--lang", lang])
    assert (code, "input[made up].point[0].pic" in capsys.readouterr().err) == (2, True)


def test_a_refusal_names_the_line_and_the_key_that_was_meant(config: Path, capsys: Shown) -> None:
    config.write_text(_SIMULATED.replace("peak", "paek") + '\n[[output]]\ntype = "push"\nurl = "x"\nkey = "y"\n')
    main(["bridge", "test", str(config), "--lang", "en"])
    assert "line 12, input[made up].point[0].paek: There is no such key. Did you mean peak?" in capsys.readouterr().err


def test_of_two_outputs_it_is_said_which_one_is_wrong(config: Path, capsys: Shown) -> None:
    config.write_text(_SIMULATED + '\n[[output]]\ntype = "push"\nurl = "x"\nkey = "y"\n')
    main(["bridge", "test", str(config), "--lang", "en"])
    assert "line 21, output[1].url:" in capsys.readouterr().err


def test_what_did_not_go_out_is_told_output_by_output(
    config: Path, capsys: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quelia.cli.bridge.trial._SEND_S", 0.1)
    # not "push": the thread of its queue may outlive it by a moment, and then ends the process
    config.write_text(_SIMULATED.replace('"push"', '"firebase"'))
    code = main(["bridge", "test", str(config), "--send", "--lang", "en"])
    shown = capsys.readouterr().out
    told = [words in shown for words in ("Output 1:", "Everything was read.", "Nothing was sent", "Sent.")]
    assert (code, told) == (1, [True, True, False, False])


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a file does not say who may read it")
@pytest.mark.parametrize(("mode", "times"), [(0o600, 0), (0o644, 1)])
def test_a_key_in_the_file_is_told_once_where_others_may_read_it(
    config: Path, capsys: Shown, mode: int, times: int
) -> None:
    config.write_text(_SIMULATED.replace("env:BRIDGE_KEY", _KEY))
    config.chmod(mode)
    main(["bridge", "test", str(config), "--lang", "fr"])
    told = capsys.readouterr()
    assert (told.out.count("! Une clé est écrite dans bridge.toml"), told.err, _KEY in told.out) == (times, "", False)


def test_a_refusal_for_machines_has_the_line_too(config: Path, capsys: Shown) -> None:
    config.write_text(_SIMULATED.replace("peak = 10.0", "peek = 10.0"))
    main(["bridge", "test", str(config), "--json", "--lang", "en"])
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["line"], problem["sentence"].startswith("line 12, ")) == (12, True)


def test_no_secret_is_shown(config: Path, capsys: Shown) -> None:
    main(["bridge", "test", str(config)])
    shown = capsys.readouterr()
    assert _KEY not in shown.out + shown.err


# init


def answered(monkeypatch: pytest.MonkeyPatch, file: Path, *lines: str, lang: str = "en") -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return main(["bridge", "init", str(file), "--lang", lang])


_INPUT = ("roof", "simulation", "", "2", "roof-a", "power", "kW", "10", "")
_OUTPUT = ("", "push", "http://127.0.0.1:9")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_answers_from_a_pipe_become_a_file_that_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    file = tmp_path / "new.toml"
    assert answered(monkeypatch, file, *_INPUT, *_OUTPUT, "env:BRIDGE_KEY", "", lang=lang) == 0
    read = load(file)
    assert (read.name, read.lang, read.inputs[0].interval_s, read.outputs[0].type) == ("roof", lang, 2, "push")


def test_an_address_that_would_show_the_key_to_everybody_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown
) -> None:
    file = tmp_path / "new.toml"
    output = ("", "push", "http://carte.example", "env:BRIDGE_KEY", "")
    assert answered(monkeypatch, file, *_INPUT, *output) == 1
    assert "https://" in capsys.readouterr().err
    assert not file.exists()


def test_a_secret_that_is_typed_goes_into_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "new.toml"
    answered(monkeypatch, file, *_INPUT, *_OUTPUT, _KEY, "")
    (key,) = tmp_path.glob("*.key")
    assert (_KEY in file.read_text(), key.read_text().strip(), key.stat().st_mode & 0o777) == (False, _KEY, 0o600)


def test_answers_can_be_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "new.toml"
    wrong_input, wrong_output = ("simulation", "", "9", "<"), ("push", "http://127.0.0.1:1", "<")
    lines = ("roof", *wrong_input, *_INPUT[1:], _OUTPUT[0], *wrong_output, *_OUTPUT[1:], "env:BRIDGE_KEY", "")
    assert answered(monkeypatch, file, *lines) == 0
    read = load(file)
    assert ([each.interval_s for each in read.inputs], read.outputs[0].url) == ([2], "http://127.0.0.1:9")  # type: ignore[attr-defined]


def test_a_secret_that_was_taken_back_goes_into_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken_back = ("mqtt", "", "2", "127.0.0.1", "1883", "user", _KEY, "<")
    lines = ("roof", *taken_back, *_INPUT[1:], *_OUTPUT, "env:BRIDGE_KEY", "")
    assert answered(monkeypatch, tmp_path / "new.toml", *lines) == 0
    assert list(tmp_path.glob("*.key")) == []


def test_a_file_that_is_there_is_left_alone(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (answered(monkeypatch, config, "no"), config.read_text()) == (1, _SIMULATED)


def test_answers_that_end_too_early_write_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown
) -> None:
    assert answered(monkeypatch, tmp_path / "new.toml", *_INPUT) == 1
    assert (list(tmp_path.iterdir()), texts("en", "cli")["bridge_no_answer"] in capsys.readouterr().err) == ([], True)


def test_a_plant_that_cannot_be_one_is_refused_at_its_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown
) -> None:
    answered(monkeypatch, tmp_path / "new.toml", "roof", "simulation", "", "2", "Roof A")
    shown = capsys.readouterr()
    assert ("small letters" in shown.err, texts("en", "bridge")["init"]["quantity"] in shown.out) == (True, False)


def test_a_word_that_is_none_of_the_choices_is_told_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown
) -> None:
    lines = ("roof", "csv", "", "2", "log.csv", "", "", "", "", "kW", "1", "2")
    answered(monkeypatch, tmp_path / "new.toml", *lines)
    assert "Choose one of: dot, comma, leading" in capsys.readouterr().err


def test_a_choice_says_what_it_is_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown) -> None:
    answered(
        monkeypatch, tmp_path / "new.toml", "roof", "csv", "", "2", "log.csv", "", "", "", "", "kW", "1", lang="fr"
    )
    shown = capsys.readouterr().out
    assert ("power            Puissance" in shown, "(dot, comma, leading) [dot]" in shown) == (True, True)


# service


def test_a_unit_is_shown_and_nothing_is_changed(config: Path, capsys: Shown) -> None:
    assert main(["bridge", "service", "install", str(config), "--print"]) == 0
    assert f"run {config}" in capsys.readouterr().out


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What systemctl was asked, in the place of a systemd for this session."""
    programs, heard = tmp_path / "bin", tmp_path / "asked"
    programs.mkdir()
    (programs / "systemctl").write_text(f'#!/bin/sh\necho "$@" >>{heard}\n')
    (programs / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return heard


_SERVICE = ["bridge", "service"]


def test_a_service_is_taken_away_whatever_is_wrong_with_its_file_by_now(config: Path, asked: Path) -> None:
    assert main([*_SERVICE, "install", str(config), "--user"]) == 0
    unit = config.parent / "home/.config/systemd/user/quelia-bridge.service"
    assert f"run {config}" in unit.read_text()
    config.write_text("nonsense")
    assert main([*_SERVICE, "uninstall", str(config), "--user"]) == 0
    assert not unit.exists()
    assert "--user disable --now quelia-bridge.service" in asked.read_text()
    assert main([*_SERVICE, "uninstall", str(config), "--user"]) == 1


def test_a_service_is_not_put_in_the_place_of_another(config: Path, asked: Path, capsys: Shown) -> None:
    other = config.parent / "other/bridge.toml"
    other.parent.mkdir()
    other.write_text(config.read_text())
    assert [main([*_SERVICE, "install", str(file), "--user"]) for file in (config, config, other)] == [0, 0, 1]
    assert "quelia-bridge.service" in capsys.readouterr().err
    assert asked.read_text().count("restart") == 2


# run


@pytest.fixture
def told(tmp_path: Path) -> Iterator[socket.socket]:
    """What systemd would hear."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(20)
        yield listener


@pytest.mark.journey
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_tells_systemd_and_ends_within_five_seconds(config: Path, told: socket.socket, sign: int) -> None:
    environ = os.environ | {"NOTIFY_SOCKET": str(config.parent / "notify"), "WATCHDOG_USEC": "400000"}
    line = [sys.executable, "-c", _PROGRAM, "bridge", "run", str(config)]
    with subprocess.Popen(line, env=environ, stderr=subprocess.PIPE, text=True) as process:
        heard = [told.recv(500).decode()]
        while "WATCHDOG=1" not in heard:
            heard.append(told.recv(500).decode())
        second = subprocess.run(line, env=environ, capture_output=True, text=True, check=False, timeout=20)
        process.send_signal(signal.SIGHUP)
        process.send_signal(sign)
        began = time.monotonic()
        _, said = process.communicate(timeout=10)
    took = time.monotonic() - began
    while heard[-1] != "STOPPING=1":
        heard.append(told.recv(500).decode())
    assert (heard[0], process.returncode, second.returncode, took < 5, _KEY in said) == ("READY=1", 0, 1, True, False)


def test_threads_of_others_end_no_process(config: Path) -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert main(["bridge", "test", str(config)]) == 0
    finally:
        done.set()
        other.join()
