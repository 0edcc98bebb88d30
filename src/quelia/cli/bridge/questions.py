"""Questions in a terminal, or answered line by line from a pipe."""

import getpass
import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from quelia.cli.failure import Failure
from quelia.texts import texts

_T = TypeVar("_T")

_AGAIN = "<"


class Again(Exception):
    """The answers so far of what is asked about are taken back."""


class Questions:
    """Each waits for an answer that will do. From a pipe a wrong answer ends it: the next would answer another question."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.words: dict[str, str] = texts(lang, "bridge")["init"]
        self._may_return = False

    def until_kept(self, asked: Callable[[], _T]) -> _T:
        """What `asked` asks for; from the beginning where an answer takes those before it back."""
        while True:
            self._may_return = True
            try:
                return asked()
            except Again:
                print(f"  {self.words['again']}")
            finally:
                self._may_return = False

    def ask(self, question: str, check: Callable[[str], Any], default: str = "") -> Any:
        """What `check` makes of the answer. check: raises ValueError with a sentence."""
        while True:
            shown = f" [{default}]" if default else ""
            answer = self._line(f"{question}{shown}{self._colon()} ") or default
            try:
                if not answer.isprintable():
                    raise ValueError(self.words["characters"])
                return check(answer)
            except ValueError as error:
                self.refuse(str(error))

    def choose(self, question: str, options: Mapping[str, str], default: str = "") -> str:
        """One of a list, by its name or its number. options: what each is, by name."""
        names, widest = list(options), max(map(len, options))
        for number, (name, meaning) in enumerate(options.items(), 1):
            print(f"  {number:>2}  {name:<{widest}}  {meaning}".rstrip())

        def chosen(answer: str) -> str:
            if answer in names:
                return answer
            if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(names):
                return names[int(answer) - 1]
            raise ValueError(self.words["one_of"])

        picked: str = self.ask(question, chosen, default)
        return picked

    def yes(self, question: str, *, default: bool) -> bool:
        words = {
            self.words["yes"]: True,
            self.words["yes"][:1]: True,
            self.words["no"]: False,
            self.words["no"][:1]: False,
        }

        def told(answer: str) -> bool:
            if answer.lower() not in words:
                raise ValueError(self.words["yes_or_no"])
            return words[answer.lower()]

        said: bool = self.ask(question, told, self.words["yes" if default else "no"])
        return said

    def secret(self, question: str) -> str:
        """Unseen where somebody types it."""
        prompt = f"{question}{self._colon()} "
        if sys.stdin.isatty():
            return self._kept(getpass.getpass(prompt).strip())
        return self._line(prompt)

    def refuse(self, sentence: str) -> None:
        if not sys.stdin.isatty():
            raise Failure("bridge_answer", detail=sentence)
        print(f"  ✗ {sentence}")

    def _line(self, prompt: str) -> str:
        print(prompt, end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            print()
            raise Failure("bridge_no_answer")
        return self._kept(line.strip())

    def _kept(self, answer: str) -> str:
        if self._may_return and answer == _AGAIN:
            raise Again
        return answer

    def _colon(self) -> str:
        return str(texts(self.lang, "language")["colon"])
