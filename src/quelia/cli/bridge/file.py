"""The configuration that a command is about, read, or refused in words."""

import argparse
import os
import stat
import sys
import time
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path

from quelia.bridge.config import Config, load
from quelia.bridge.place import line_of
from quelia.bridge.problem import ConfigError, Problem
from quelia.bridge.secret import Secrets, Warn, log_warning
from quelia.bridge.site import Site, ticking
from quelia.cli.failure import Failure
from quelia.sources.redact import Redactor
from quelia.texts import printable, sentence, texts

REFUSED = 2  # the exit code; a service is not started anew for it


def read(name: str) -> Config:
    """Raises ConfigError, or Failure where the file cannot be read."""
    file = Path(name)
    try:
        return load(file)
    except OSError as error:
        raise Failure("file_unreadable", file=file) from error


def language(config: Config, parsed: argparse.Namespace) -> str:
    """That of `--lang`, of the file, else of whoever types."""
    return parsed.chosen or config.lang or parsed.lang


def site_of(config: Config, redactor: Redactor, warn: Warn = log_warning) -> Site:
    secrets = Secrets(config.folder, redactor, os.environ, warn)
    slowest_s = max(each.interval_s for each in config.inputs)
    return Site(config.folder, config.keep, secrets, time.time, ticking, slowest_s)


def say_problems(error: ConfigError, lang: str, file: str = "") -> int:
    """To standard error. file: that is read once more for the lines that are meant. Returns the exit code."""
    print(texts(lang, "bridge")["refused"], file=sys.stderr)
    for line in problem_lines(error.problems, lang, text_of(file)):
        print(f"  {line}", file=sys.stderr)
    return REFUSED


def open_to_others(file: Path) -> bool:
    """Where that cannot be known, it is taken to be."""
    try:
        return os.name != "posix" or bool(file.stat().st_mode & stat.S_IRWXO)
    except OSError:
        return True


def problem_lines(problems: Iterable[Problem], lang: str, text: str = "") -> list[str]:
    colon = f"{texts(lang, 'language')['colon']} "
    places = [(_place(each.where, lang, text), each) for each in problems]
    return [f"{place}{colon if place else ''}{each.sentence(lang)}" for place, each in places]


def _place(where: str, lang: str, text: str) -> str:
    line = line_of(where, text)
    begun = sentence(lang, "bridge", "line", line=str(line)) if line else ""
    return ", ".join(filter(None, (begun, printable(where))))


def text_of(file: str) -> str:
    try:
        return Path(file).read_text("utf-8-sig") if file else ""
    except (OSError, UnicodeDecodeError):
        return ""


def version() -> str:
    try:
        return installed("quelia")
    except PackageNotFoundError:  # run from a folder, or built without saying
        return "0"
