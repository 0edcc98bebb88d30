"""What is written back to an owner about what is missing."""

from typing import NamedTuple

from quelia.onboarding.answer.answer import Answer


class Reply(NamedTuple):
    subject: str
    text: str


def reply(answer: Answer, plant: str = "", link: str = "") -> Reply | None:  # noqa: ARG001
    """Ready to be sent; None where nothing is missing."""
    return None
