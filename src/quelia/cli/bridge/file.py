"""The configuration that a command is about, read, or refused in words."""

import argparse
import os
import sys
import time
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path

from quelia.bridge.config import Config, load
from quelia.bridge.problem import ConfigError, Problem
from quelia.bridge.secret import Secrets
from quelia.bridge.site import Site, ticking
from quelia.cli.failure import Failure
from quelia.sources.redact import Redactor
from quelia.texts import printable, texts

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


def site_of(config: Config, redactor: Redactor) -> Site:
    secrets = Secrets(config.folder, redactor, os.environ)
    return Site(config.folder, config.keep, secrets, time.time, ticking)


def say_problems(error: ConfigError, lang: str) -> int:
    """To standard error. Returns the exit code."""
    print(texts(lang, "bridge")["refused"], file=sys.stderr)
    for line in problem_lines(error.problems, lang):
        print(f"  {line}", file=sys.stderr)
    return REFUSED


def problem_lines(problems: Iterable[Problem], lang: str) -> list[str]:
    colon = f"{texts(lang, 'language')['colon']} "
    return [f"{printable(each.where)}{colon if each.where else ''}{each.sentence(lang)}" for each in problems]


def version() -> str:
    try:
        return installed("quelia")
    except PackageNotFoundError:  # run from a folder, or built without saying
        return "0"
