"""`quelia check`, as an owner's technician runs it."""

import json
import re
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from quelia.cli import _parser, main
from quelia.cli.check import _shown
from quelia.sources.verdict import Verdict
from quelia.texts import LANGUAGES, texts
from tests.sources.owner import Owner, running

SECRET = "never-to-be-printed-4711"


class _Owner(Owner):
    def get(self) -> None:
        told = {"data": {"currentPower": 15.8}, "echo": {self.headers.get("X-Key", "-"): 7}}
        self.say(200 if self.headers.get("X-Key") == SECRET or self.path != "/key" else 401, told)


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUELIA_ALLOW_PRIVATE_SOURCES", "127.0.0.1")
    with running(ThreadingHTTPServer(("127.0.0.1", 0), _Owner)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


def check(address: str, *more: str) -> int:
    return main(["check", address, "--calls", "1", "--lang", "fr", *more])


def test_a_good_api_is_usable(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(address, "--path", "data.currentPower", "--unit", "MW", "--capacity", "18.2 MW") == 0
    said = capsys.readouterr().out
    assert "✓ La valeur lue est 15,8\u00a0MW." in said
    assert "Cette API peut être lue par quelia." in said


def test_a_wrong_path_is_not_usable_and_the_right_one_is_named(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(address, "--path", "data.curentPower") == 1
    assert "$.data.currentPower" in capsys.readouterr().out


@pytest.mark.parametrize("given", ["env", "file"])
def test_a_secret_is_read_from_where_it_is_and_never_printed(
    address: str, given: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OWNERS_KEY", SECRET)
    (tmp_path / "key").write_text(f"{SECRET}\n")
    named = {"env": "env:OWNERS_KEY", "file": f"file:{tmp_path / 'key'}"}[given]
    assert check(f"{address}/key", "--path", "data.currentPower", "--unit", "MW", "--header", f"X-Key: {named}") == 0
    told = capsys.readouterr()
    assert SECRET not in told.out + told.err
    assert told.err == ""


def test_a_secret_in_the_command_works_with_a_warning(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(f"{address}/key", "--path", "data.currentPower", "--unit", "MW", "--header", f"X-Key: {SECRET}") == 0
    told = capsys.readouterr()
    assert "visible" in told.err
    assert SECRET not in told.out + told.err


@pytest.mark.parametrize("more", [[], ["--json"], ["--path", "echo.nothing"]])
def test_a_secret_that_the_server_says_back_is_not_printed(
    address: str, more: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OWNERS_KEY", SECRET)
    check(address, "--header", "X-Key: env:OWNERS_KEY", *more)
    said = capsys.readouterr().out
    assert (SECRET in said, "currentPower" in said) == (False, True)


@pytest.mark.parametrize(
    ("option", "shown"),
    [
        (["--header", "X-Key:  a b:c "], [("header", "X-Key", "", "a b:c")]),
        (["--query", "key=a=b"], [("query", "key", "", "a=b")]),
        (["--bearer", "a:b"], [("bearer", "", "", "a:b")]),
        (["--basic", "me:a:b"], [("basic", "", "me", "a:b")]),
        (["--query", "a=1", "--header", "B: 2", "--query", "c=3"], [
            ("header", "B", "", "2"), ("query", "a", "", "1"), ("query", "c", "", "3"),
        ]),
    ],
)  # fmt: skip
def test_a_secret_is_shown_as_its_option_says(option: list[str], shown: list[tuple[str, ...]]) -> None:
    auth, secrets = _shown(_parser("fr", "check").parse_args(["check", "https://plant.example/", *option]))
    told = [(each.scheme, each.name, each.user, secret) for each, secret in zip(auth, secrets, strict=True)]
    assert told == shown


def test_a_quota_is_held_against_the_interval(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(address, "--path", "data.currentPower", "--quota", "300") == 0
    assert "0\u00a0h\u00a025" in capsys.readouterr().out


def test_machines_read_the_same_verdicts(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(address, "--path", "data.curentPower", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["usable"] is False
    assert [(each["step"], each["mark"]) for each in told["verdicts"] if each["mark"] == "broken"] == [
        ("path", "broken")
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        ["--path", "a..b"], ["--path", "x", "--unit", "mw"], ["--header", "X-Key"], ["--query", "key"], ["--basic", "me"],
        ["--interval", "0"], ["--capacity", "much"], ["--quota", "0"], ["--quota", "many"],
    ],
)  # fmt: skip
def test_wrong_arguments_are_said_so(address: str, wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        check(address, *wrong)
    assert ended.value.code == 2
    assert capsys.readouterr().err


def test_a_private_address_is_refused_before_anything_is_sent(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "https://10.0.0.1/live", "--lang", "en"]) == 1
    assert "private network" in capsys.readouterr().out


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", texts("fr", "tester")["verdict"])
def test_every_verdict_can_be_said(code: str, lang: str) -> None:
    names = re.findall(r"{(\w+)}", texts(lang, "tester")["verdict"][code])
    facts: dict[str, str | float | list[str]] = dict.fromkeys(names, "4711")
    assert "{" not in Verdict("answer", "broken", code, facts).sentence(lang)
