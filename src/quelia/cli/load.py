"""`quelia load FILE.toml`: declare owners, maps, plants, sources and points."""

import argparse
import os
import sys
from pathlib import Path

from quelia import app
from quelia.cli.failure import Failure, using
from quelia.settings import Settings
from quelia.settings import load as load_settings
from quelia.store.declaration import AuthEntry, DeclarationError, File, Problem, parse
from quelia.store.folder import alone
from quelia.texts import printable, texts


def arguments(parser: argparse.ArgumentParser, help_texts: dict[str, str]) -> None:
    parser.add_argument("file", metavar=help_texts["file_name"], help=help_texts["file"])
    parser.add_argument("--dry-run", action="store_true", help=help_texts["dry_run"])


def run(parsed: argparse.Namespace) -> int:
    try:
        file = parse(_text(Path(parsed.file)))
        declare(load_settings(), file, parsed.lang, folder=Path(parsed.file).parent, trial=parsed.dry_run)
    except DeclarationError as error:
        _say_problems(error.problems, parsed.lang)
        return 1
    return 0


def declare(
    settings: Settings, file: File, lang: str, *, folder: Path, trial: bool = False, simulated: bool = False
) -> None:
    """Apply a file and print what changed. folder: where relative `secret_file` paths start. Raises DeclarationError."""
    with using(settings):
        app.prepare(settings, first_visit=simulated)
        from quelia.store.declare import Declarer  # Django must have been prepared

        with alone(settings.folder):
            declarer = Declarer(
                app.vault_of(settings),
                app.guard_of(settings).target,
                lambda auth: _secret(auth, folder),
                folder=folder,
                simulated=simulated,
            )
            changes = declarer.declare(file, trial=trial)
    if simulated:
        return
    words = texts(lang, "load")
    for change in changes:
        table = words["table"][change.table]
        print(words[change.kind].format(table=table, slug=change.slug, fields=", ".join(change.fields)))
    for plant in file.plant:
        if not plant.published:
            print(words["unpublished"].format(slug=plant.slug))
    for slug in [] if trial else _keyless(file):
        print(words["keyless"].format(slug=slug))
    unchanged = all(change.kind == "same" for change in changes)
    print(words["trial" if trial else "nothing" if unchanged else "done"])


def _keyless(file: File) -> list[str]:
    """The pushed sources for which nobody has a key."""
    from quelia.store.models import PushKey

    pushed = [source.slug for source in file.source if source.pushed]
    good = set(PushKey.objects.filter(revoked_at=None).values_list("source__slug", flat=True)) if pushed else set()
    return [slug for slug in pushed if slug not in good]


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")  # some editors begin a file with a mark
    except UnicodeDecodeError as error:
        raise DeclarationError([Problem("", "encoding")]) from error
    except OSError as error:
        raise Failure("file_unreadable", file=file) from error


def _secret(auth: AuthEntry, folder: Path) -> str | None:
    """The secret that an entry names. Raises KeyError for a variable, OSError for a file that is not there."""
    if auth.secret_env is not None:
        return os.environ[auth.secret_env]
    if auth.secret_file is not None:
        return (folder / auth.secret_file).read_text("utf-8").rstrip("\r\n")
    return auth.secret


def _say_problems(problems: list[Problem], lang: str) -> None:
    words = texts(lang, "load")
    colon = f"{texts(lang, 'language')['colon']} "
    print(words["refused"], file=sys.stderr)
    for problem in problems:
        where = f"{printable(problem.where)}{colon}" if problem.where else ""
        print(f"  {where}{problem.sentence(lang)}", file=sys.stderr)
