"""The command line: one file a command, one line each in the table below."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NamedTuple, cast

from quelia.cli.arguments import Arguments
from quelia.cli.failure import Failure
from quelia.texts import LANGUAGES, language_of, texts


class Command(NamedTuple):
    """Imported only when it is asked for: the bridge runs where the rest of the house is not.

    arguments, run: functions of the module, which add its arguments, and run it and return the exit code.
    at_plant: it reads no settings of the house.
    """

    module: str
    arguments: str = "arguments"
    run: str = "run"
    at_plant: bool = False


COMMANDS: dict[str, Command] = {
    "demo": Command("quelia.cli.serve", "demo_arguments", "demo"),
    "serve": Command("quelia.cli.serve", "serve_arguments", "serve"),
    "load": Command("quelia.cli.load"),
    "keys": Command("quelia.cli.keys"),
    "push-key": Command("quelia.cli.pushkey"),
    "answer": Command("quelia.cli.answer"),
    "check": Command("quelia.cli.check"),
    "letter": Command("quelia.cli.letter"),
    "admin": Command("quelia.cli.admin"),
    "bridge": Command("quelia.cli.bridge", at_plant=True),
    "doctor": Command("quelia.cli.doctor"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit codes: 0 well, 1 not done, 2 wrong arguments."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    parsed = _parser(_asked_language(words), words[0] if words else "").parse_args(words)
    try:
        return _run(COMMANDS[parsed.command], parsed)
    except Failure as failure:
        print(failure.sentence(parsed.lang), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(command: Command, parsed: argparse.Namespace) -> int:
    run = cast(Callable[[argparse.Namespace], int], getattr(import_module(command.module), command.run))
    if command.at_plant:
        return run(parsed)
    from quelia.settings import SettingsError

    try:
        return run(parsed)
    except SettingsError as error:
        raise Failure(error.code, setting=error.setting, detail=error.detail) from error


def _asked_language(words: Sequence[str]) -> str:
    """`--lang`, wherever it stands, else that of the environment, else French."""
    for word, following in zip(words, [*words, ""][1:], strict=True):
        asked = word.removeprefix("--lang=") if word.startswith("--lang=") else following if word == "--lang" else ""
        if asked in LANGUAGES:
            return asked
    return language_of(os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "")


def _parser(lang: str, asked: str) -> argparse.ArgumentParser:
    """asked: the command; the arguments of the others are not looked at."""
    help_texts: dict[str, str] = texts(lang, "cli")["help"]
    parser = Arguments("quelia", lang=lang, description=help_texts["program"])
    commands = parser.add_subparsers(dest="command", required=True, metavar="|".join(COMMANDS))
    for name, command in COMMANDS.items():
        words = commands.add_parser(name, help=help_texts[name], description=help_texts[name])
        words.add_argument("--lang", choices=LANGUAGES, default=lang, help=help_texts["lang"])
        if name == asked:
            getattr(import_module(command.module), command.arguments)(words, help_texts)
    return parser
