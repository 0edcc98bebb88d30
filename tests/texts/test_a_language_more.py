"""A language more is a folder more: a program beside which one lies speaks it, in letters, templates, forms and pages."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, SRC

MADE_UP = "xq"
NAME = "Quelian"


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as it is, but for a folder more in its texts: English, with some words of its own."""
    folder = tmp_path_factory.mktemp("sources")
    package = folder / "quelia"
    package.mkdir()
    for each in SRC.iterdir():
        if each.name == "texts":
            shutil.copytree(each, package / "texts")
        elif each.name != "__pycache__":
            (package / each.name).symlink_to(each)
    texts = package / "texts"
    shutil.copytree(texts / "en", texts / MADE_UP)
    _change(texts, "language", ("English", NAME), ('"."', '"·"'))
    _change(texts, "letter", ("Dear ", "Quelle "))
    _change(texts, "template", ("JSON path", "JSON quath"))
    _change(texts, "letters", ("See this letter", "Quee this letter"))
    _change(texts, "visitor", ('"Live"', '"Quive"'))
    return folder


def _change(texts: Path, room: str, *changes: tuple[str, str]) -> None:
    file = texts / MADE_UP / f"{room}.json"
    words = file.read_text("utf-8")
    for english, own in changes:
        assert english in words
        words = words.replace(english, own)
    file.write_text(words, "utf-8")


def said(sources: Path, program: str, *words: str) -> str:
    """What a program prints that has these sources."""
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        env=os.environ | {"PYTHONPATH": f"{sources}{os.pathsep}{ROOT}", "QUELIA_DATA": str(sources / "data")},
        cwd=sources,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


_CLI = "import sys; from quelia.cli import main; sys.exit(main())"


def test_the_letter_and_its_form_are_written_in_it(sources: Path) -> None:
    text = said(sources, _CLI, "letter", "--owner", "Val", "--lang", MADE_UP)
    for word in ("Quelle Val,", "JSON quath", "42·5\u00a0MW", "⚡\u00a0Quive"):
        assert word in text


def test_it_is_a_choice_of_every_command(sources: Path) -> None:
    assert f"{{fr,en,{MADE_UP}}}" in said(sources, _CLI, "letter", "--help")


_OFFICE = f"""
import pathlib, sys, tempfile
import tests.admin.office
from django.db import connection
from quelia import app
from quelia.settings import Settings
folder = pathlib.Path(tempfile.mkdtemp(dir="."))
settings = Settings(data=str(folder))
connection.settings_dict["NAME"] = str(settings.database_file)
app.prepare(settings)
from tests.admin.counter import Counter, _furnish
_furnish()
counter = Counter(folder)
visitor = counter.visitor(counter.operator)
print(visitor.get("/admin/exploitants/soleil/lettre/?lang={MADE_UP}&language={MADE_UP}&length=short").content.decode())
print(visitor.get("/admin/centrales/plant-soleil/integrer/?lang={MADE_UP}").content.decode())
from urllib.parse import urlsplit
from django.urls import reverse
from quelia.admin.invitations import invited, link_of
print(visitor.get(reverse("invitation_new") + "?owner=soleil&lang={MADE_UP}").content.decode())
link = urlsplit(link_of(invited(counter.owners["soleil"], lang="{MADE_UP}"))).path
print(counter.visitor().get(link + "?lang={MADE_UP}").content.decode())
"""


def test_the_office_speaks_it_and_has_it_to_choose(sources: Path) -> None:
    letter, codes, invitation, answer, _ = said(sources, _OFFICE).split("</html>")
    for word in (f'<html lang="{MADE_UP}">', "Quee this letter", "Quelle Soleil,", "Français", "English", NAME):
        assert word in letter
    assert f'value="{MADE_UP}"' in codes
    assert f'<option value="{MADE_UP}">{NAME}</option>' in invitation
    assert f'hreflang="{MADE_UP}" lang="{MADE_UP}" title="{NAME}" aria-current="true"' in answer


_PAGE = f"""
from pathlib import Path
import quelia
from quelia.admin.render import Renderer
folder = Path(quelia.__file__).parent / "web" / "templates"
context = {{"lang": "{MADE_UP}", "words": {{"page": {{"site": "Quelia"}}}}, "title": "T", "assets": {{}}}}
print(Renderer(folder)("error.html", context))
"""


def test_public_pages_lead_to_it(sources: Path) -> None:
    page = said(sources, _PAGE)
    assert f'<a href="?lang={MADE_UP}" hreflang="{MADE_UP}" lang="{MADE_UP}"' in page
    assert f'title="{NAME}" aria-current="true">' in page
    assert page.count("hreflang=") == 3


_ANSWER = """
import sys
from quelia.onboarding.answer.answer import Answer, Found
from quelia.onboarding.answer.read import read
from quelia.onboarding.template import template
from quelia.texts import LANGUAGES, language_of
filled = Answer(sys.argv[1], {"path": Found("data.kw")})
print(LANGUAGES, language_of("xq-QQ, en;q=0.5"), read(template(sys.argv[1], filled))[0].value("path"))
"""


def test_an_answer_in_it_is_read(sources: Path) -> None:
    _change(sources / "quelia" / "texts", "labels", ("json path", "json quath"))
    assert said(sources, _ANSWER, MADE_UP) == f"('fr', 'en', '{MADE_UP}') {MADE_UP} data.kw\n"


def test_what_is_no_language_is_none(sources: Path) -> None:
    for name in ("__pycache__", "Drafts", "x1"):
        (sources / "quelia" / "texts" / name).mkdir(exist_ok=True)
    assert json.loads(said(sources, "import json; from quelia.texts import LANGUAGES; print(json.dumps(LANGUAGES))")) == [
        "fr", "en", MADE_UP,
    ]  # fmt: skip
