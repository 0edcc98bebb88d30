"""The documentation is true: settings, commands, words and links are those of the program."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path as File

import pytest

from quelia.domain.errors import REASONS
from quelia.domain.path import Path
from quelia.domain.quantity import QUANTITIES
from quelia.domain.unit import UNITS
from quelia.settings import Settings, load
from quelia.sources.guard import Guard
from quelia.store import checks, declaration
from tests.house.tree import DOCS, ROOT, below, named, pages

_SETTING = re.compile(r"\bQUELIA_[A-Z_]+\b")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```", re.M | re.S)
# for the tests of the project; the program ignores them
_FOR_TESTS = {"QUELIA_PAYLOADS", "QUELIA_CHROMIUM"}


def _page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def _section(heading: str) -> str:
    """A section of docs/sources.md."""
    return _page("sources.md").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def _table() -> set[str]:
    """The settings of the table in docs/settings.md."""
    rows = re.findall(r"^\| `(QUELIA_[A-Z_]+)`", _page("settings.md"), re.M)
    assert len(rows) == len(set(rows)), "a setting stands twice in the table"
    return set(rows)


def _settings() -> set[str]:
    return {f"QUELIA_{field.upper()}" for field in Settings.__struct_fields__}


@cache
def _commands() -> set[str]:
    """The commands that `quelia --help` shows."""
    program = [sys.executable, "-c", "import sys; from quelia.cli import main; sys.exit(main())", "--help"]
    shown = subprocess.run(program, capture_output=True, text=True, check=True, timeout=30).stdout
    names = re.search(r"(?<=\s)[a-z]+(?:[|-][a-z]+)+", shown)
    assert names is not None, f"no commands in:\n{shown}"
    return set(names[0].split("|"))


def test_every_setting_is_described() -> None:
    assert _settings() - _table() == set()


def test_every_setting_that_is_described_exists() -> None:
    assert _table() - _settings() == set()


@pytest.mark.parametrize("sheet", pages(), ids=named)
def test_pages_speak_of_settings_that_exist(sheet: File) -> None:
    spoken_of = set(_SETTING.findall(sheet.read_text("utf-8")))
    assert spoken_of - _settings() - _FOR_TESTS == set()


def test_every_command_is_shown() -> None:
    text = "".join(sheet.read_text("utf-8") for sheet in (ROOT / "README.md", DOCS / "operating.md"))
    assert {command for command in _commands() if not re.search(rf"\bquelia {command}\b", text)} == set()


@pytest.mark.parametrize("sheet", pages(), ids=named)
def test_commands_in_examples_exist(sheet: File) -> None:
    examples = "\n".join(_FENCE.findall(sheet.read_text("utf-8")))
    assert (
        set(re.findall(r"^(?:\$ )?(?:sudo )?(?:\S*/)?quelia ([a-z]+(?:-[a-z]+)*)\b", examples, re.M)) - _commands()
        == set()
    )


@pytest.mark.parametrize("sheet", pages(), ids=named)
def test_make_targets_in_pages_exist(sheet: File) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"`make ([a-z-]+)", sheet.read_text("utf-8"))) - targets == set()


@pytest.mark.parametrize("sheet", pages(), ids=named)
def test_links_lead_somewhere(sheet: File) -> None:
    broken = []
    for link in _LINK.findall(_FENCE.sub("", sheet.read_text("utf-8"))):
        path, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        target = sheet.parent / path if path else sheet
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_page_is_reached_from_the_index() -> None:
    index = _page("index.md")
    assert [
        named(page) for page in below("docs", ".md") if page.name != "index.md" and _from_index(page) not in index
    ] == []


def test_public_classes_of_the_domain_are_in_the_glossary() -> None:
    classes = {
        name
        for path in below("src/quelia/domain", ".py")
        for name in re.findall(r"^class ([A-Z]\w+)", path.read_text("utf-8"), re.M)
        if path.name != "errors.py" and not name.endswith("Error")
    }
    assert len(classes) > 10
    assert classes - _glossary() == set()


def test_words_of_the_glossary_are_those_of_the_code() -> None:
    code = "".join(path.read_text("utf-8") for path in below("src", ".py"))
    assert {word for word in _glossary() if not re.search(rf"^class {word}s?\b", code, re.M)} == set()


@pytest.mark.parametrize("entry", ["Owner", "Plant", "Map", "Source", "Auth", "Point"])
def test_every_key_of_the_file_is_described(entry: str) -> None:
    page = _page("sources.md")
    keys: tuple[str, ...] = getattr(declaration, f"{entry}Entry").__struct_encode_fields__
    # the point of a source is a table of its own
    assert {
        key for key in keys if not re.search(rf"`(\[\[source\.)?{key}\b", page) and f" {key} =" not in page
    } == set()


def test_the_file_of_the_readme_can_be_loaded() -> None:
    example = re.search(r"```toml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    assert example is not None
    nothing_known = checks.Known(set(), set(), {})
    assert list(checks.problems(declaration.parse(example[1]), nothing_known, Guard().target, ROOT)) == []


def test_the_settings_file_of_the_documentation_is_accepted(tmp_path: File) -> None:
    example = re.search(r"```toml\n(.*?)```", _page("settings.md"), re.S)
    assert example is not None
    file = tmp_path / "quelia.toml"
    file.write_text(example[1], "utf-8")
    assert load({}, file) != Settings()


def test_every_reason_is_described() -> None:
    assert {reason for reason in REASONS if f"`{reason}`" not in _page("sources.md")} == set()


def test_every_quantity_and_unit_is_described() -> None:
    units = _section("Units")
    missing = {name for name in QUANTITIES if f"`{name}`" not in units}
    missing |= {symbol for symbol in UNITS if not re.search(rf"(?<![\w³]){re.escape(symbol)}(?![\w³²/])", units)}
    assert missing == set()


def _examples() -> list[tuple[str, list[int]]]:
    """The paths of docs/sources.md, and what it says that they find."""
    rows = re.findall(r"^\| `([^`]*)` \| ([0-9]+|both)", _section("Paths"), re.M)
    return [(path, [12, 30] if found == "both" else [int(found)]) for path, found in rows]


@pytest.mark.parametrize(("path", "found"), _examples())
def test_paths_find_what_the_documentation_says(path: str, found: list[int]) -> None:
    answer = re.search(r"^The answer is JSON\. For `(.*)`:$", _page("sources.md"), re.M)
    assert answer is not None
    assert Path(path).nodes(json.loads(answer[1])) == found


def test_there_are_examples_of_paths() -> None:
    assert len(_examples()) > 5


def _glossary() -> set[str]:
    return set(re.findall(r"^\| `(\w+)`", _page("glossary.md"), re.M))


def _from_index(page: File) -> str:
    return f"]({page.relative_to(DOCS).as_posix()})"


def _anchors(sheet: File) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", sheet.read_text("utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
