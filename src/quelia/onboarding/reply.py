"""What is written back to an owner about what is missing."""

from collections.abc import Sequence

import msgspec

from quelia.onboarding.answer.answer import Answer


class Contact(msgspec.Struct, frozen=True):
    name: str = ""
    email: str = ""
    phone: str = ""


class Reply(msgspec.Struct, frozen=True):
    subject: str
    body: str


def reply(answers: Sequence[Answer], *, name: str = "", contact: Contact | None = None, lang: str) -> Reply:  # noqa: ARG001
    """Ready to be sent."""
    return Reply("Re", f"{name} {lang} {len(answers)}")
