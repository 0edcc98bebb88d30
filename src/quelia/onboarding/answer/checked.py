"""An answer, checked against itself."""

from quelia.onboarding.answer.answer import Answer


def checked(answer: Answer) -> Answer:
    """With what there is to remark."""
    return answer
