"""`quelia letter --owner NAME`: what an owner is asked for, ready to send."""

import argparse
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import make_msgid
from pathlib import Path
from urllib.parse import urlsplit

from quelia import app
from quelia.cli.failure import Failure, using
from quelia.onboarding.letter.blocks import Letter
from quelia.onboarding.letter.facts import Addressee, Facts
from quelia.onboarding.letter.html import as_page
from quelia.onboarding.letter.letter import letter
from quelia.onboarding.letter.mail import Mailbox, as_draft, as_mail, mailbox
from quelia.onboarding.letter.text import as_text
from quelia.settings import Settings
from quelia.settings import load as load_settings
from quelia.texts import sentence, texts

_NOWHERE = "quelia@localhost"  # as the office sends, where no contact is set


def arguments(parser: argparse.ArgumentParser, help_texts: dict[str, str]) -> None:
    parser.add_argument("--owner", required=True, metavar=help_texts["owner_name"], help=help_texts["letter_owner"])
    parser.add_argument("--short", action="store_true", help=help_texts["letter_short"])
    parser.add_argument("--format", choices=tuple(_FORMATS), default="text", help=help_texts["letter_format"])
    parser.add_argument("-o", "--output", metavar=help_texts["output_name"], help=help_texts["letter_output"])


def run(parsed: argparse.Namespace) -> int:
    settings = load_settings()
    to = _addressee(settings, parsed.owner, parsed.lang)
    facts = app.facts_of(settings)
    content = _FORMATS[parsed.format](letter(facts, lang=parsed.lang, to=to, short=parsed.short), facts, to)
    if parsed.output:
        try:
            Path(parsed.output).write_bytes(content)
        except OSError as error:
            raise Failure("file_unwritable", file=parsed.output) from error
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    return 0


def _addressee(settings: Settings, name: str, lang: str) -> Addressee:
    """What the database knows of who is called so; where there is none, it is the name of somebody new."""
    if not settings.database_file.exists():
        return Addressee(owner=name)
    with using(settings):
        app.prepare(settings)
    from quelia.admin.letters import addressee, owner_called

    owner = owner_called(name)
    if owner is None:
        print(sentence(lang, "cli", "letter_unknown", name=name), file=sys.stderr)
        return Addressee(owner=name)
    return addressee(owner)


def _text(written: Letter, _facts: Facts, _to: Addressee) -> bytes:
    subject = texts(written.lang, "letter")["subject_line"].format(subject=written.subject)
    return f"{subject}\n\n{as_text(written)}".encode()


def _html(written: Letter, _facts: Facts, _to: Addressee) -> bytes:
    return as_page(written).encode()


def _eml(written: Letter, facts: Facts, to: Addressee) -> bytes:
    sender, host = Mailbox(facts.contact_email or _NOWHERE, facts.contact_name), urlsplit(facts.public_url).hostname
    now = datetime.now(UTC)
    return as_draft(as_mail(written, sender=sender, to=mailbox(to), at=now, message_id=make_msgid(domain=host)))


_FORMATS: Mapping[str, Callable[[Letter, Facts, Addressee], bytes]] = {"text": _text, "html": _html, "eml": _eml}
