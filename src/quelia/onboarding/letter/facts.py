"""The facts of the letter. They are gathered where they are true, see app/letters.py: no figure of it stands in its words."""

import msgspec


class Bounds(msgspec.Struct, frozen=True):
    """usual: what a source has unless somebody says otherwise. least, most: what may be said."""

    usual: float
    least: float
    most: float


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds, unless the name says otherwise.

    interval_s, history_s: between two calls, watched and not. ports: of owners' servers. at_once: calls to one server.
    failures: in a row, before visitors are told. stale_after_s: at the usual interval. patience_s, patient_s: how long a
    server that fails is asked as ever, and how often afterwards. longest_wait_s: that it may ask for.
    most_of_capacity: 1.2 for 120 %. setup_days: working days. link_days, tries: of the tester, tries in a minute.
    schemes, formats: ways to show a key and to write a number. units: symbols, by the quantities that come in them.
    systems: names of those that are known. thingspeak_s: between two values there.
    """

    public_url: str
    ports: tuple[int, ...]
    contact_name: str
    contact_email: str
    contact_phone: str
    setup_days: int
    alert_after_s: float
    invitation_days: int
    link_days: int
    tries: int
    interval_s: Bounds
    timeout_s: Bounds
    history_s: float
    stale_after_s: float
    failures: int
    patience_s: float
    patient_s: float
    longest_wait_s: float
    at_once: int
    most_bytes: int
    oldest_tls: str
    most_of_capacity: float
    schemes: tuple[str, ...]
    formats: tuple[str, ...]
    units: dict[str, tuple[str, ...]]
    quantities: tuple[str, ...]
    systems: tuple[str, ...]
    thingspeak_s: float


class Addressee(msgspec.Struct, frozen=True, kw_only=True):
    """Whom it is for. owner: the name of the company. name: of who reads it. plants: names; none for all that there are."""

    owner: str
    name: str = ""
    email: str = ""
    plants: tuple[str, ...] = ()
