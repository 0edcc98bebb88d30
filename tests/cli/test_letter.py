"""`quelia letter`: to owners of the database, and to anybody else."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from quelia.app import facts_of
from quelia.cli import main
from quelia.onboarding.letter.facts import Addressee
from quelia.onboarding.letter.html import as_page
from quelia.onboarding.letter.letter import letter
from quelia.onboarding.letter.text import as_text
from quelia.settings import Settings
from quelia.texts import LANGUAGES
from tests.store.cellar import PLANT, declared, table

Shown = pytest.CaptureFixture[bytes]
KNOWN = {"name": "Énergies du Val", "contact_name": "Jean Dupré", "contact_email": "jean@val.example"}
NEW = Addressee(owner="Parc & Cie")


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which nothing was ever begun."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUELIA_DATA", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def val(folder: Path, capsysbinary: Shown) -> None:
    _load(declared(owner=KNOWN), capsysbinary)


def _load(text: str, shown: Shown) -> None:
    Path("val.toml").write_text(text, "utf-8")
    assert main(["load", "val.toml"]) == 0
    shown.readouterr()


def printed(shown: Shown, *words: str) -> str:
    assert main(["letter", *words]) == 0
    return shown.readouterr().out.decode()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("short", [False, True])
def test_a_name_that_nobody_knows_is_written_to(nowhere: Path, capsysbinary: Shown, lang: str, short: bool) -> None:
    out = printed(capsysbinary, "--owner", NEW.owner, "--lang", lang, *(["--short"] if short else []))
    made = letter(facts_of(Settings()), lang=lang, to=NEW, short=short)
    subject, _, text = out.partition("\n\n")
    assert subject.endswith(made.subject)
    assert text == as_text(made)


def test_nothing_is_begun_for_a_letter(nowhere: Path, capsysbinary: Shown) -> None:
    printed(capsysbinary, "--owner", NEW.owner)
    assert list(nowhere.iterdir()) == []


def test_its_figures_are_those_of_the_settings(
    nowhere: Path, capsysbinary: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUELIA_PUBLIC_URL", "https://carte.example.org")
    monkeypatch.setenv("QUELIA_SETUP_DAYS", "3")
    monkeypatch.setenv("QUELIA_CONTACT_PHONE", "02 47 00 00 00")
    out = printed(capsysbinary, "--owner", NEW.owner, "--lang", "fr")
    for fact in ("https://carte.example.org/tester", "3\u00a0jours ouvrés", "02 47 00 00 00"):
        assert fact in out


@pytest.mark.parametrize("name", ["soleil", "Énergies du Val"])
def test_an_owner_is_found_by_slug_and_by_name(val: None, capsysbinary: Shown, name: str) -> None:
    out = printed(capsysbinary, "--owner", name, "--lang", "en")
    assert "Dear Jean Dupré," in out


def test_what_is_read_already_is_not_asked_for(val: None, capsysbinary: Shown) -> None:
    assert "Marseille" not in printed(capsysbinary, "--owner", "soleil").partition("curl")[0]


def test_a_plant_without_a_source_is_named(val: None, capsysbinary: Shown) -> None:
    _load(table("plant", PLANT, {"slug": "moulin", "name": "Moulin"}), capsysbinary)
    assert "what your plant Moulin produces" in printed(capsysbinary, "--owner", "soleil", "--lang", "en")


def test_a_slip_of_the_pen_is_told_beside_the_letter(val: None, capsysbinary: Shown) -> None:
    assert main(["letter", "--owner", "soleill", "--lang", "en"]) == 0
    told = capsysbinary.readouterr()
    assert "soleill" in told.err.decode()
    assert "Dear soleill," in told.out.decode()


def test_an_eml_is_a_draft_to_the_owner(val: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUELIA_CONTACT_EMAIL", "lea@quelia.example")
    file = tmp_path / "letter.eml"
    assert main(["letter", "--owner", "soleil", "--format", "eml", "-o", str(file)]) == 0
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (mail["To"], mail["From"], mail["X-Unsent"]) == ("Jean Dupré <jean@val.example>", "lea@quelia.example", "1")
    assert mail["Message-ID"].endswith("@localhost>")


def test_an_eml_to_somebody_unknown_is_not_addressed_yet(nowhere: Path, capsysbinary: Shown) -> None:
    mail = message_from_bytes(printed(capsysbinary, "--owner", "X", "--format", "eml").encode(), policy=policy.default)
    assert ("To" in mail, mail.get_content_type()) == (False, "multipart/alternative")


def test_html_is_a_page(nowhere: Path, capsysbinary: Shown) -> None:
    out = printed(capsysbinary, "--owner", NEW.owner, "--format", "html", "--short")
    assert out == as_page(letter(facts_of(Settings()), lang="fr", to=NEW, short=True))


def test_a_file_that_cannot_be_written_is_said(nowhere: Path, capsysbinary: Shown) -> None:
    assert main(["letter", "--owner", "X", "-o", str(nowhere / "no" / "where")]) == 1
    told = capsysbinary.readouterr()
    assert (b"where" in told.err, told.out) == (True, b"")
