"""`quelia answer FILE`: reads what an owner sent back, and prints the draft, what there is to remark, and the reply to send."""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path as File
from typing import Any

import msgspec

from quelia import app
from quelia.cli.failure import Failure
from quelia.cli.logs import set_up_logs
from quelia.onboarding.answer.answer import Answer, Confidence, Field, Key
from quelia.onboarding.answer.checked import checked, is_complete
from quelia.onboarding.answer.masked import redactor_of
from quelia.onboarding.answer.read import read
from quelia.onboarding.answer.source import source_facts
from quelia.onboarding.answer.wording import told
from quelia.onboarding.reply import Contact, Reply, reply
from quelia.settings import Settings
from quelia.settings import load as load_settings
from quelia.texts import printable, texts

_MARKS: dict[Confidence, str] = {"sure": "✓", "likely": "~", "doubtful": "?"}
_MISSING = "✗"
_FIELDS: tuple[Field, ...] = ("project", "url", "path", "unit", "contact_name", "contact_email", "contact_phone")
_NEEDED = frozenset({"url", "path", "unit"})
_LARGEST = 32 * 1024 * 1024  # bytes; more than mail servers let through
_RULE = "━" * 60


def arguments(parser: argparse.ArgumentParser, help_texts: dict[str, str]) -> None:
    parser.add_argument("file", metavar=help_texts["answer_name"], help=help_texts["answer_file"])
    parser.add_argument("--json", action="store_true", help=help_texts["answer_json"])


def run(parsed: argparse.Namespace) -> int:
    """Exit codes: 0 a complete draft, 1 something is missing or to be looked at, 2 the file cannot be read."""
    try:
        content = _content(parsed.file)
    except OSError:
        print(Failure("file_unreadable", file=parsed.file).sentence(parsed.lang), file=sys.stderr)
        return 2
    settings = load_settings()
    name = "" if parsed.file == "-" else File(parsed.file).name
    check_url = app.guard_of(settings).target
    answers = [checked(each, check_url=check_url, now=time.time()) for each in read(content, name)]
    redactor = redactor_of(*answers)
    set_up_logs(redactor)
    letter = _reply(answers, settings)
    if parsed.json:
        print(json.dumps(redactor.value(_machine(answers, letter, parsed.lang)), ensure_ascii=False, indent=2))
    else:
        print(redactor.text("\n".join(_said(answers, letter, parsed.lang))))
    return 0 if answers and all(map(is_complete, answers)) else 1


def _content(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read(_LARGEST)
    with File(file).open("rb") as opened:
        return opened.read(_LARGEST)


def _reply(answers: Sequence[Answer], settings: Settings) -> Reply:
    """In the language of who answered, to the name he gave."""
    named = next((each.fields["contact_name"] for each in answers if "contact_name" in each.fields), None)
    name = named.value if named is not None and named.confidence != "doubtful" else ""
    contact = Contact(settings.contact_name, settings.contact_email, settings.contact_phone)
    return reply(answers, name=name, contact=contact, lang=answers[0].lang, is_kept=False)


def _machine(answers: Sequence[Answer], letter: Reply, lang: str) -> dict[str, Any]:
    return {"answers": [_one(answer, lang) for answer in answers], "reply": msgspec.to_builtins(letter)}


def _one(answer: Answer, lang: str) -> dict[str, Any]:
    """docs/onboarding.md says what the keys mean."""
    keys = [
        {
            "scheme": key.scheme,
            "name": key.name,
            "user": key.user,
            "received": key.secret is not None,
            "confidence": key.confidence,
            "line": key.line,
        }
        for key in answer.keys
    ]
    remarks = [{**msgspec.to_builtins(each), "sentence": told(each, lang)} for each in answer.remarks]
    return {
        "complete": is_complete(answer),
        "lang": answer.lang,
        "fields": msgspec.to_builtins(dict(answer.fields)),
        "needs_key": answer.needs_key,
        "keys": keys,
        "sample": answer.sample,
        "remarks": remarks,
        "source": source_facts(answer),
    }


def _said(answers: Sequence[Answer], letter: Reply, lang: str) -> Iterator[str]:
    words = texts(lang, "answer")["draft"]
    for number, answer in enumerate(answers, 1):
        if len(answers) > 1:
            yield f"{words['plant'].format(number=number, count=len(answers))}\n"
        yield from _draft(answer, words)
        if answer.remarks:
            yield f"\n{words['remarks']}"
        for remark in answer.remarks:
            sentence = words["remark_at" if remark.line else "remark"].format(
                line=remark.line, sentence=told(remark, lang)
            )
            yield f"{'!' if remark.asks else '–'} {sentence}"
        yield ""
    yield _RULE
    yield words["complete" if all(map(is_complete, answers)) else "incomplete"]
    yield _RULE
    yield f"{words['subject'].format(subject=letter.subject)}\n"
    yield letter.body.rstrip()


def _draft(answer: Answer, words: dict[str, Any]) -> Iterator[str]:
    """A line for each field that is there or must be, and for each key."""
    width = max(map(len, words["label"].values()))

    def row(mark: str, field: str, text: str) -> str:
        return f"{mark} {words['label'][field].ljust(width)}  {text}"

    for field in _FIELDS:
        found = answer.fields.get(field)
        if found is not None:
            where = _sureness(found.confidence, found.line, words)
            yield row(_MARKS[found.confidence], field, f"{printable(found.value)}  ({where})")
        elif field in _NEEDED:
            yield row(_MISSING, field, words["missing"])
    for key in answer.keys:
        mark = _MARKS[key.confidence] if key.secret is not None else _MISSING
        yield row(mark, "key", f"{_key(key, words)}  ({_sureness(key.confidence, key.line, words)})")
    if not answer.keys:
        mark, code = {True: (_MISSING, "missing"), False: ("✓", "no_key"), None: ("?", "unsaid")}[answer.needs_key]
        yield row(mark, "key", words[code])


def _key(key: Key, words: dict[str, Any]) -> str:
    shown = " ".join(part for part in (key.scheme, printable(key.name), printable(key.user)) if part)
    return f"{words['received' if key.secret is not None else 'to_come']} – {shown}"


def _sureness(confidence: Confidence, line: int, words: dict[str, Any]) -> str:
    where = words["at_line"].format(line=line) if line else words["no_line"]
    return f"{words['confidence'][confidence]}, {where}"
