"""The command line's own words: argparse's, in French and English."""

import re

import pytest

from quelia.cli.arguments import Arguments
from quelia.texts import LANGUAGES

Shown = pytest.CaptureFixture[str]

ENGLISH = re.compile(r"\b(usage|error|options|show|this|exit|the|expected|invalid|choice|choose|required)\b(?!s)")


def parser(lang: str) -> Arguments:
    """One of each kind of argument, with commands in commands."""
    made = Arguments("quelia", lang=lang)
    commands = made.add_subparsers(dest="command", required=True, metavar="load|keys")
    load = commands.add_parser("load")
    load.add_argument("file", metavar="F.toml")
    load.add_argument("--port", type=int)
    load.add_argument("--roles", choices=("all", "web"))
    load.add_argument("--two", nargs=2)
    load.add_argument("--many", nargs="+")
    load.add_argument("--poles")
    load.add_argument("--dry-run", action="store_true")
    either = load.add_mutually_exclusive_group(required=True)
    either.add_argument("--bearer")
    either.add_argument("--basic")
    keys = commands.add_parser("keys").add_subparsers(dest="step", required=True, metavar="new|check")
    keys.add_parser("new")
    return made


def said(words: str, lang: str, shown: Shown) -> str:
    """What the words are met with, usage included."""
    with pytest.raises(SystemExit) as left:
        parser(lang).parse_args(words.split())
    assert left.value.code == 2
    return shown.readouterr().err


WRONG = {
    "": ("Il manque : load|keys.", "Missing: load|keys."),
    "lod": (
        "« lod » ne convient pas pour load|keys. Choisissez parmi : load, keys.",
        "“lod” does not fit load|keys. Choose one of: load, keys.",
    ),
    "load --basic x": ("Il manque : F.toml.", "Missing: F.toml."),
    "load f": ("Il manque l’un de ceux-ci : --bearer --basic.", "One of these is missing: --bearer --basic."),
    "load f --basic x --what": (
        "Argument inconnu : --what. Vérifiez-le, ou voyez --help.",
        "Unknown argument: --what. Check it, or see --help.",
    ),
    "load f --basic x --po 1": (
        "--po peut vouloir dire --port, --poles. Écrivez le nom entier.",
        "--po may mean --port, --poles. Write the whole name.",
    ),
    "load f --roles any": (
        "« any » ne convient pas pour --roles. Choisissez parmi : all, web.",
        "“any” does not fit --roles. Choose one of: all, web.",
    ),
    "load f --port http": ("« http » ne convient pas pour --port.", "“http” does not fit --port."),
    "load f --port": ("--port attend une valeur.", "--port needs a value."),
    "load f --two 1": ("--two attend une valeur.", "--two needs a value."),
    "load f --many": ("--many attend une valeur.", "--many needs a value."),
    "load f --dry-run=yes": ("--dry-run ne prend pas de valeur.", "--dry-run takes no value."),
    "load f --basic x --bearer y": (
        "--bearer ne va pas avec --basic. Choisissez l’un des deux.",
        "--bearer does not go with --basic. Choose one of them.",
    ),
    "keys": ("Il manque : new|check.", "Missing: new|check."),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("words", WRONG, ids=str)
def test_what_is_wrong_is_said_after_the_usage(words: str, lang: str, capsys: Shown) -> None:
    usage, error = said(words, lang, capsys).replace("\u00a0", " ").rstrip("\n").rsplit("\n", 1)
    assert usage.startswith({"fr": "Utilisation : quelia", "en": "usage: quelia"}[lang])
    assert error.endswith(f"{' :' if lang == 'fr' else ':'} {WRONG[words][LANGUAGES.index(lang)]}")


@pytest.mark.parametrize("words", WRONG, ids=str)
def test_no_error_in_french_has_english_in_it(words: str, capsys: Shown) -> None:
    assert ENGLISH.findall(said(words, "fr", capsys).lower()) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_new_python_may_say_is_met_with_a_sentence_too(lang: str, capsys: Shown) -> None:
    with pytest.raises(SystemExit):
        parser(lang).error("something new")
    assert "something new" not in capsys.readouterr().err


@pytest.mark.parametrize("words", ["-h", "--help", "load -h", "keys -h", "keys new -h"])
def test_help_in_french_has_no_english_in_it(words: str, capsys: Shown) -> None:
    with pytest.raises(SystemExit) as left:
        parser("fr").parse_args(words.split())
    shown = capsys.readouterr().out
    assert (left.value.code, ENGLISH.findall(shown.replace("options\u00a0:", "").lower())) == (0, [])
    assert "montre cette aide" in shown


def test_help_in_english_has_its_usual_titles(capsys: Shown) -> None:
    with pytest.raises(SystemExit):
        parser("en").parse_args(["load", "-h"])
    assert re.findall(r"^(\w+):", capsys.readouterr().out, re.M) == ["usage", "arguments", "options"]
