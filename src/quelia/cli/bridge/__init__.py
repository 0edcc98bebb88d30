"""`quelia bridge init|test|run|service`: the program that runs at a plant. Nothing here reaches Django, or the store."""

import argparse

from quelia.cli.bridge import setup, start, trial, unit
from quelia.texts import LANGUAGES

ACTIONS = {
    "init": (setup.arguments, setup.run),
    "test": (trial.arguments, trial.run),
    "run": (start.arguments, start.run),
    "service": (unit.arguments, unit.run),
}


def arguments(parser: argparse.ArgumentParser, help_texts: dict[str, str]) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(ACTIONS))
    for name, (add_arguments, _) in ACTIONS.items():
        words = help_texts[f"bridge_{name}"]
        action = actions.add_parser(name, help=words, description=words)
        action.add_argument("--lang", dest="chosen", choices=LANGUAGES, help=help_texts["lang"])
        add_arguments(action, help_texts)


def run(parsed: argparse.Namespace) -> int:
    return ACTIONS[parsed.action][1](parsed)
