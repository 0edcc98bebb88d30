"""The command line: one file a command, one line each in the table below."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from quelia.cli import admin, answer, check, doctor, keys, letter, load, pushkey, serve
from quelia.cli.arguments import Arguments
from quelia.cli.failure import Failure
from quelia.settings import SettingsError
from quelia.texts import LANGUAGES, language_of, texts

# name: (adds its arguments, runs and returns the exit code)
Command = tuple[Callable[[argparse.ArgumentParser, dict[str, str]], None], Callable[[argparse.Namespace], int]]
COMMANDS: dict[str, Command] = {
    "demo": (serve.demo_arguments, serve.demo),
    "serve": (serve.serve_arguments, serve.serve),
    "load": (load.arguments, load.run),
    "keys": (keys.arguments, keys.run),
    "push-key": (pushkey.arguments, pushkey.run),
    "answer": (answer.arguments, answer.run),
    "check": (check.arguments, check.run),
    "letter": (letter.arguments, letter.run),
    "admin": (admin.arguments, admin.run),
    "doctor": (doctor.arguments, doctor.run),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit codes: 0 well, 1 not done, 2 wrong arguments."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    parsed = _parser(_asked_language(words)).parse_args(words)
    try:
        return COMMANDS[parsed.command][1](parsed)
    except SettingsError as error:
        facts = {"setting": error.setting, "detail": error.detail}
        return _complain(parsed.lang, Failure(error.code, **facts))
    except Failure as failure:
        return _complain(parsed.lang, failure)
    except KeyboardInterrupt:
        return 130


def _complain(lang: str, failure: Failure) -> int:
    print(failure.sentence(lang), file=sys.stderr)
    return 1


def _asked_language(words: Sequence[str]) -> str:
    """`--lang`, wherever it stands, else that of the environment, else French."""
    for word, following in zip(words, [*words, ""][1:], strict=True):
        asked = word.removeprefix("--lang=") if word.startswith("--lang=") else following if word == "--lang" else ""
        if asked in LANGUAGES:
            return asked
    return language_of(os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "")


def _parser(lang: str) -> argparse.ArgumentParser:
    help_texts: dict[str, str] = texts(lang, "cli")["help"]
    parser = Arguments("quelia", lang=lang, description=help_texts["program"])
    commands = parser.add_subparsers(dest="command", required=True, metavar="|".join(COMMANDS))
    for name, (add_arguments, _) in COMMANDS.items():
        command = commands.add_parser(name, help=help_texts[name], description=help_texts[name])
        command.add_argument("--lang", choices=LANGUAGES, default=lang, help=help_texts["lang"])
        add_arguments(command, help_texts)
    return parser
