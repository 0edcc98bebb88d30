"""The command line as such: its commands, its languages, its exit codes."""

from pathlib import Path

import pytest

from quelia.cli import COMMANDS, main, serve
from quelia.cli.failure import Failure, using
from quelia.settings import Settings
from quelia.store.errors import DatabaseUnusable
from quelia.store.keyring import KeyRingError
from quelia.texts import LANGUAGES, texts
from tests.store.cellar import Load

Shown = pytest.CaptureFixture[str]

_SENTENCES = [code for code, sentence in texts("fr", "cli").items() if isinstance(sentence, str)]


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a quelia.toml, and an environment without a language."""
    monkeypatch.chdir(tmp_path)
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG", "QUELIA_DATA"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


def asked(*words: str) -> int:
    """The exit code with which the words are met before anything is done."""
    with pytest.raises(SystemExit) as left:
        main(words)
    assert isinstance(left.value.code, int)
    return left.value.code


# wrong arguments


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("nothing",),
        ("serve", "--port", "http"),
        ("serve", "--port", "-1"),
        ("demo", "--port", "65536"),
        ("serve", "--roles", "everything"),
        ("serve", "--lang", "de"),
        ("serve", "--nothing"),
        ("serve", "extra"),
        ("load",),
        ("load", "a.toml", "b.toml"),
        ("demo", "--data"),
        ("--lang", "en", "serve"),
    ],
    ids=" ".join,
)
def test_wrong_arguments_exit_with_2(words: tuple[str, ...]) -> None:
    assert asked(*words) == 2


def test_wrong_arguments_are_met_with_the_usage(capsys: Shown) -> None:
    asked("serve", "--nothing")
    assert capsys.readouterr().err.startswith("Utilisation\u00a0: quelia")


# help


@pytest.mark.parametrize("words", [(), *((name,) for name in COMMANDS)], ids=" ".join)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_is_given_in_both_languages(
    words: tuple[str, ...], lang: str, capsys: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", lang)
    monkeypatch.setenv("COLUMNS", "500")
    assert asked(*words, "--help") == 0
    assert texts(lang, "cli")["help"][words[0] if words else "program"] in capsys.readouterr().out


def test_help_names_every_command(capsys: Shown) -> None:
    asked("--help")
    assert "|".join(COMMANDS) in capsys.readouterr().out


# languages

REFUSED = ("serve", "--roles", "web")


@pytest.mark.parametrize(
    ("environ", "words", "lang"),
    [
        ({}, (), "fr"),
        ({"LANG": "en_GB.UTF-8"}, (), "en"),
        ({"LANG": "de_DE.UTF-8"}, (), "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_US.UTF-8"}, (), "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, (), "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": ""}, (), "en"),
        ({"LANG": "en_GB.UTF-8"}, ("--lang", "fr"), "fr"),
        ({"LANG": "fr_FR.UTF-8"}, ("--lang=en",), "en"),
    ],
)
def test_a_failure_is_said_in_the_language_asked(
    environ: dict[str, str], words: tuple[str, ...], lang: str, capsys: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, locale in environ.items():
        monkeypatch.setenv(variable, locale)
    main([*REFUSED, *words])
    assert capsys.readouterr().err == f"{texts(lang, 'cli')['roles']}\n"


# failures


def test_a_failure_exits_with_1() -> None:
    assert main(REFUSED) == 1


def test_a_failure_leaves_standard_output_to_what_was_asked_for(capsys: Shown) -> None:
    main(REFUSED)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("variable", "text", "said"),
    [
        ("QUELIA_DATABAS", "x", "QUELIA_DATABAS"),
        ("QUELIA_BUS", "redis://", "QUELIA_BUS"),
        ("QUELIA_STREAMS_PER_IP", "many", "QUELIA_STREAMS_PER_IP"),
        ("QUELIA_CA_FILE", "/nowhere.pem", "/nowhere.pem"),
        ("QUELIA_ALLOW_PRIVATE_SOURCES", "192.168.1.1/99", "QUELIA_ALLOW_PRIVATE_SOURCES"),
    ],
)
def test_a_wrong_setting_is_named(
    variable: str, text: str, said: str, lang: str, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, text)
    ran = load("", "--lang", lang)
    assert (ran.code, said in ran.err) == (1, True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_that_is_not_there_is_named(lang: str, capsys: Shown) -> None:
    assert main(["load", "nowhere.toml", "--lang", lang]) == 1
    assert "nowhere.toml" in capsys.readouterr().err


def test_ctrl_c_exits_as_shells_expect(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(serve, "serve", interrupted)
    assert main(["serve"]) == 130


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", _SENTENCES)
def test_every_sentence_can_be_said(code: str, lang: str) -> None:
    names = (
        "detail", "email", "file", "folder", "host", "key", "keys", "link", "name", "owner", "port", "setting", "source", "url",
    )  # fmt: skip
    facts = dict.fromkeys(names, "4711")
    assert "{" not in Failure(code, **facts).sentence(lang)


def test_a_fact_of_a_sentence_moves_no_cursor() -> None:
    assert "\x1b" not in Failure("file_unreadable", file="\x1b[2J").sentence("en")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyRingError("damaged"), "keyring"),
        (DatabaseUnusable(), "database_unusable"),
        (PermissionError("not yours"), "folder_unusable"),
    ],
)
def test_what_keeps_a_folder_from_being_used_has_a_sentence(error: Exception, code: str) -> None:
    with pytest.raises(Failure) as caught, using(Settings()):
        raise error
    assert caught.value.code == code


def test_a_folder_that_is_a_file_cannot_be_used(capsys: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("kept").write_text("")
    Path("empty.toml").write_text("")
    monkeypatch.setenv("QUELIA_DATA", "kept")
    assert main(["load", "empty.toml", "--lang", "en"]) == 1
    assert capsys.readouterr().err.startswith("The folder kept cannot be used:")
