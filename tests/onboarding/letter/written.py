"""What the tests of the letter share: facts, somebody to write to, and the words of a letter without its examples."""

from collections.abc import Iterator

from quelia.app.letters import facts_of
from quelia.onboarding.letter.blocks import (
    Block,
    Code,
    Form,
    Heading,
    Items,
    Letter,
    Paragraph,
    Question,
    Said,
    Table,
)
from quelia.onboarding.letter.facts import Addressee
from quelia.onboarding.letter.letter import letter
from quelia.settings import Settings

FACTS = facts_of(
    Settings(
        public_url="https://carte.example.org",
        contact_name="Léa Martin",
        contact_email="lea@example.org",
        contact_phone="02 47 00 00 00",
    )
)
TO = Addressee(owner="Énergies du Val", name="Jean Dupré", email="jean@val.example", plants=("Toits du Val",))
INVITATION = "https://carte.example.org/reponse/abc-def_ghi"
TESTER = "https://carte.example.org/tester/WzEsInRvaXRzIl0.aw3ayA.q_o40?lang=fr"
# every letter there may be: short, with an invitation, with a link to the tester
KINDS = [(short, asked, link) for short in (False, True) for asked in ("", INVITATION) for link in ("", TESTER)]


def written(lang: str, *, short: bool = False, invitation: str = "", tester: str = "", to: Addressee = TO) -> Letter:
    return letter(FACTS, lang=lang, to=to, short=short, invitation=invitation, tester=tester)


def sentences(made: Letter) -> Iterator[Said]:
    for block in made.blocks:
        yield from _said(block)


def _said(block: Block) -> Iterator[Said]:
    match block:
        case Heading(said) | Paragraph(said):
            yield said
        case Items(items, _):
            yield from items
        case Table(head, rows):
            yield from head
            for row in rows:
                yield from row
        case Question(asked, answer):
            yield from (asked, answer)
        case Code() | Form():
            return


def told(made: Letter) -> str:
    """All that it says in its own words: no examples, no links, no form."""
    return "\n".join(
        "".join(span.text for span in said if span.kind in ("plain", "strong")) for said in sentences(made)
    )
