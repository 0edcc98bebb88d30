"""The command line's own words, in the language of whoever types: argparse knows English only."""

import argparse
import re
import sys
from collections.abc import Iterable
from functools import partial
from typing import Any, NoReturn

from quelia.texts import sentence, texts

_ROOM = "arguments"
# what argparse says, and the code of what we say; the names are those of our sentences
_SAID = tuple(
    (re.compile(pattern, re.S), code)
    for pattern, code in (
        (r"the following arguments are required: (?P<names>.*)", "required"),
        (r"one of the arguments (?P<names>.*) is required", "one_required"),
        (r"unrecognized arguments: (?P<names>.*)", "unknown"),
        (r"ambiguous option: (?P<name>.*) could match (?P<names>.*)", "ambiguous"),
        (r"argument (?P<name>.*?): invalid choice: (?P<value>.*) \(choose from (?P<names>.*)\)", "choice"),
        (r"argument (?P<name>.*?): invalid \w+ value: (?P<value>.*)", "value"),
        (r"argument (?P<name>.*?): expected (?:one|at least one|\d+) arguments?", "value_missing"),
        (r"argument (?P<name>.*?): expected at most one argument", "value_twice"),
        (r"argument (?P<name>.*?): ignored explicit argument .*", "value_unwanted"),
        (r"argument (?P<name>.*?): not allowed with argument (?P<names>.*)", "exclusive"),
    )
)


class Arguments(argparse.ArgumentParser):
    """argparse with its titles, help and errors in `lang`. The arguments of its commands are read in the same one."""

    def __init__(self, prog: str, *, lang: str, **options: Any) -> None:
        super().__init__(prog, add_help=False, formatter_class=partial(_Formatter, lang=lang), **options)
        self._lang = lang
        words = texts(lang, _ROOM)
        self._positionals.title, self._optionals.title = words["positionals"], words["options"]
        self.add_argument("-h", "--help", action="help", help=words["help"])

    def add_subparsers(self, **options: Any) -> Any:
        options["parser_class"] = partial(type(self), lang=self._lang)
        return super().add_subparsers(**options)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how it is written; exit with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}{texts(self._lang, _ROOM)['colon']} {_sentence(message, self._lang)}\n")


class _Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str, *, lang: str, **options: Any) -> None:
        super().__init__(prog, **options)
        self._usage = f"{texts(lang, _ROOM)['usage']} "

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, self._usage if prefix is None else prefix)


def _sentence(message: str, lang: str) -> str:
    """Ours for what argparse says; a version of Python may say something that we have not met."""
    for pattern, code in _SAID:
        found = pattern.fullmatch(message)
        if found:
            return sentence(
                lang, _ROOM, f"error.{code}", **{key: _bare(text) for key, text in found.groupdict().items()}
            )
    return sentence(lang, _ROOM, "error.other")


def _bare(text: str) -> str:
    """Without the quotes that Python puts round words, in some versions."""
    return re.sub(r"'([^']*)'", r"\1", text)
