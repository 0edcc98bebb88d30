"""The files of the project, as the tests of this room read them."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "quelia"
DOCS = ROOT / "docs"

_MADE = {"node_modules", "static", "__pycache__"}


def below(folder: str, *endings: str) -> list[Path]:
    """Files under `folder` that somebody wrote, with one of the endings; a folder that went away is an error."""
    start = ROOT / folder
    assert start.is_dir(), f"{folder}/ is gone"
    found = [path for path in start.rglob("*") if path.suffix in endings and _MADE.isdisjoint(path.parts)]
    return sorted(found)


def pages() -> list[Path]:
    """Every page of documentation."""
    return sorted(ROOT.glob("*.md")) + below("docs", ".md")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
