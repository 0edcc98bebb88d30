"""The letter itself: the same words and facts, whatever it is sent as."""

from quelia.onboarding.answer.answer import Answer, Found
from quelia.onboarding.letter.blocks import Letter
from quelia.onboarding.letter.facts import Addressee, Facts
from quelia.onboarding.letter.figures import filling, one_line, sections
from quelia.onboarding.letter.outline import blocks
from quelia.onboarding.template import template
from quelia.texts import texts


def letter(
    facts: Facts, *, lang: str, to: Addressee, short: bool = False, invitation: str = "", tester: str = ""
) -> Letter:
    """What an owner is written. invitation: the link at which he answers, instead of a form in the letter.

    tester: his own link to try his source out. Both are complete URLs, or empty.
    """
    words = texts(lang, "letter")
    filled = filling(facts, lang, to, short=short, invitation=invitation, tester=tester, form=_form(lang, to))
    told = (block for section in sections(words, short=short) for block in blocks(section, filled))
    return Letter(lang, one_line(words["subject"].format_map(filled.facts)), tuple(told))


def _form(lang: str, to: Addressee) -> str:
    """To be filled in, but for the name of the plant where it is about one."""
    known = {"project": Found(one_line(to.plants[0]))} if len(to.plants) == 1 else {}
    return template(lang, Answer(lang, known))  # type: ignore[arg-type] # a literal is a str to mypy here
