"""The address of the API: of those that stand there, the one that is meant."""

from collections.abc import Iterator, Sequence

from quelia.onboarding.answer.answer import Confidence, Found, Remark
from quelia.onboarding.answer.fields.address import Address, addresses, looks_like_host
from quelia.onboarding.answer.fields.entry import Entry, Section
from quelia.onboarding.answer.fields.prose import loose
from quelia.onboarding.answer.text.command import Command
from quelia.onboarding.answer.text.value import bare
from quelia.onboarding.answer.text.vocabulary import is_empty


def all_addresses(section: Section, commands: Sequence[Command], closing: int) -> Sequence[Address]:
    """The addresses at their label, else of commands, else of sentences."""
    found: list[Address] = []
    for entry in section.of("url"):
        found += addresses(entry.parts, at_label=True)
    for command in commands:
        found += addresses([(command.line, _with_sent(command))])
    if not found:
        others = [entry for entry in section.entries if entry.code not in ("ignored", "url", "contact", "sample")]
        found += addresses(loose(section.loose, closing))
        for part in sorted(part for entry in others for part in entry.parts):
            found += addresses([part])
    return found


def _with_sent(command: Command) -> str:
    """The address a command asks, with what -G puts into it."""
    if not command.is_get or not command.sent:
        return command.url
    return command.url + ("&" if "?" in command.url else "?") + "&".join(command.sent)


def url(section: Section, found: Sequence[Address]) -> Iterator[Found | Remark]:
    """The one address; the first of several as a guess."""
    known = [address for address in found if address.url]
    wrapper = next((address for address in found if address.is_wrapper), None)
    if wrapper is not None:
        yield Remark("url_wrapper", "url", wrapper.line, asks=not known)
    if not known:
        yield from _without_scheme(section.of("url"))
        return
    first = known[0]
    entry = next((e for e in section.of("url") if first.line in {line for line, _ in e.parts}), None)
    sure: Confidence = "sure" if entry is not None and entry.is_sure and not first.was_mended else "likely"
    if len({address.url for address in known}) > 1:
        yield Remark("url_several", "url", first.line, asks=True)
        sure = "likely" if entry is not None and known[1].line not in {line for line, _ in entry.parts} else "doubtful"
    yield Found(first.url, sure, first.line)
    if first.was_mended:
        yield Remark("url_mended", "url", first.line)


def _without_scheme(entries: Sequence[Entry]) -> Iterator[Found | Remark]:
    for entry in entries:
        line, text = entry.first
        value = bare(text)
        if looks_like_host(value):
            yield Found(value, "doubtful", line)
            yield Remark("url_scheme", "url", line)
            return
        if not is_empty(value) and entry.is_sure:
            yield Remark("url_unreadable", "url", line, asks=True)
            return
