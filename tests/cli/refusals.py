"""For a process of its own: `quelia serve` where it cannot begin, for one reason after the other."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import msgspec

from quelia.app import program
from quelia.cli import main
from quelia.store.keyring import FILE_NAME

Refusal = tuple[int, str, str]  # exit code, standard output, standard error


def tell() -> None:
    """Print, as JSON, how each was refused. QUELIA_DATA: a folder with a database, that another process reads."""
    program._TAKEOVER_S = 0.1
    sys.stdout.write(msgspec.json.encode(dict(_refusals(Path(os.environ["QUELIA_DATA"])))).decode())


def _refusals(folder: Path) -> Iterator[tuple[str, Refusal]]:
    yield "taken", _serve()
    ring = folder / FILE_NAME
    whole = ring.read_bytes()
    ring.write_text("{}")
    yield "ring", _serve()
    ring.write_bytes(whole)
    (folder / "empty.sqlite3").touch()
    os.environ["QUELIA_DATABASE"] = f"sqlite:///{folder / 'empty.sqlite3'}"  # Django stays with the first
    yield "database", _serve()
    vars(program)["STATIC"] = folder / "nowhere"
    yield "unbuilt", _serve()


def _serve() -> Refusal:
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        code = main(["serve", "--port", "0", "--lang", "en"])
    return code, out.getvalue(), err.getvalue()
