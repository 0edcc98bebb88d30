"""`quelia bridge init CONFIG.toml`: asks, tries as it goes, and writes a file that loads."""

import argparse
import os
import socket
from pathlib import Path

from quelia.bridge.config import parse
from quelia.bridge.draft import Draft
from quelia.bridge.problem import ConfigError
from quelia.cli.bridge.file import say_problems
from quelia.cli.bridge.interview import Interview
from quelia.cli.bridge.loop import leave
from quelia.cli.bridge.questions import Questions
from quelia.cli.failure import Failure
from quelia.cli.logs import set_up_logs
from quelia.sources.redact import Redactor
from quelia.texts import printable

_LONGEST_NAME = 80


def arguments(parser: argparse.ArgumentParser, help_texts: dict[str, str]) -> None:
    parser.add_argument("file", metavar=help_texts["file_name"], help=help_texts["bridge_file"])


def run(parsed: argparse.Namespace) -> int:
    redactor = Redactor()
    set_up_logs(redactor, "critical")
    file = Path(parsed.file).absolute()
    questions = Questions(parsed.chosen or parsed.lang)
    words = questions.words
    print(words["welcome"])
    if file.exists() and not questions.yes(words["overwrite"].format(file=printable(str(file))), default=False):
        print(words["left"])
        return 1

    def name(answer: str) -> str:
        if not 1 <= len(answer) <= _LONGEST_NAME:
            raise ValueError(words["name_length"])
        return answer

    draft = Draft(questions.ask(words["name"], name, socket.gethostname()), questions.lang)
    interview = Interview(questions, file, redactor)
    try:
        while not draft.inputs or questions.yes(words["another_input"], default=False):
            draft.inputs.append(interview.input(draft.inputs))
        while not draft.outputs or questions.yes(words["another_output"], default=False):
            draft.outputs.append(interview.output())
        parse(draft.written(), file)
    except ConfigError as error:
        return say_problems(error, questions.lang)
    _write(file, draft.written(), interview.secrets)
    print(words["written"].format(file=printable(str(file))))
    for key in interview.secrets:
        print(words["key_written"].format(file=printable(key)))
    print(words["next"].format(file=printable(parsed.file)))
    leave(0)
    return 0


def _write(file: Path, text: str, secrets: dict[str, str]) -> None:
    """The keys first: a file that names them must not stand there without them."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        for name, secret in secrets.items():
            handle = os.open(file.parent / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as key:
                key.write(f"{secret}\n")
        beside = file.with_name(f"{file.name}.new")
        beside.write_text(text, "utf-8")
        beside.replace(file)
    except OSError as error:
        raise Failure("file_unwritable", file=file) from error
