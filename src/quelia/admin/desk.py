"""What the office is given by the rest of the house when it opens."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from quelia.domain.plant import Plant
from quelia.domain.reading import ShownValue
from quelia.domain.standing import Standing
from quelia.onboarding.invitation import Links
from quelia.onboarding.letter.facts import Facts
from quelia.sources.certificate import Certificate
from quelia.sources.trace import Trial
from quelia.sources.tried import Tried
from quelia.store.bridges import Bridges
from quelia.store.declare import Declarer
from quelia.store.drafts import Drafts
from quelia.store.record import Record
from quelia.store.vault import Vault


class Seen(NamedTuple):
    """What the preview of a plant shows at this moment. word: its state; value: with its unit, empty where there is none.

    simulated: it is marked as such.
    """

    state: str
    word: str
    value: str
    simulated: bool = False


class Specimen(Protocol):
    """What visitors would see of a plant with a value: the card as HTML, and the value as it stands there."""

    @property
    def html(self) -> str: ...
    @property
    def said(self) -> str: ...


class Draw(Protocol):
    """See web/specimen.py."""

    def __call__(self, plant: Plant, value: ShownValue | None, lang: str, *, fresh: bool) -> Specimen: ...


TryOut = Callable[[Trial, Sequence[str]], Tried]
# whom tries are counted by; None where he has to wait for a while
TryAsStranger = Callable[[str, Trial, Sequence[str]], Tried | None]
ShowCertificate = Callable[[str], Certificate | None]
TrialLink = Callable[[int, str, str], str]
IssueToken = Callable[[int, float, int | None], str]
Look = Callable[[str, str], Seen | None]


class Health(NamedTuple):
    """How sources and plants do, asked for from any thread.

    sources: by number. plants: those that are named, by slug, as visitors are told. record: what was recorded of sources.
    bridges: what those at plants tell. points: of a source, by its number, in their order.
    """

    sources: Callable[[], Mapping[int, Standing]] = dict
    plants: Callable[[Sequence[str]], Mapping[str, Standing]] = lambda _: {}
    record: Record = Record(Path("nowhere"))
    bridges: Bridges = Bridges(Path("nowhere"))
    points: Callable[[int], Sequence[Standing]] = lambda _: ()


class Desk(NamedTuple):
    """declarer: takes what forms say over into the database. drafts: sources that are being tried out.

    vault: seals second factors. folder: where one is alone while anybody seals. assets: URLs of built files by name.
    try_out: asks an owner's server as the poller would, and waits for the outcome.
    try_as_stranger: the same by the rules of `/tester`, for who has no account here.
    show_certificate: that of the server of a URL, be it trusted or not; None where it shows none.
    trial_link: where whoever has it tries a source out again, from its number, slug and URL.
    issue_token: for the preview of a plant, by its number: see web/token.py.
    links: what opens the form of an invitation, and how an answer fares.
    look: what the preview of a plant shows, by its slug and in a language; waits a little for a first value.
    draw: the card that visitors would see with a value that was just read.
    facts: what letters to owners say of this installation.
    health: how sources do; nothing is known of them unless it is given. version: of this program.
    """

    declarer: Declarer
    drafts: Drafts
    vault: Vault
    folder: Path
    assets: Mapping[str, str]
    try_out: TryOut
    try_as_stranger: TryAsStranger
    show_certificate: ShowCertificate
    trial_link: TrialLink
    issue_token: IssueToken
    links: Links
    look: Look
    draw: Draw
    facts: Facts
    health: Health = Health()
    version: str = ""


_placed: list[Desk] = []


def place(desk: Desk) -> None:
    _placed[:] = [desk]


def desk() -> Desk:
    assert _placed, "the office is open"
    return _placed[0]
