"""What an answer is worth: its fields held against the example and against each other, as they would be read once it runs."""

from collections.abc import Iterator

import msgspec

from quelia.domain.document import Document, decode
from quelia.domain.errors import SourceError
from quelia.domain.plant import Plant
from quelia.onboarding.answer.answer import Answer, Field, Found, Remark
from quelia.onboarding.answer.checks import endpoint
from quelia.onboarding.answer.checks.circumstance import about_status, about_time
from quelia.onboarding.answer.checks.endpoint import CheckUrl, about_address, hole_in, is_for_persons, unkeyed
from quelia.onboarding.answer.checks.key import about_keys
from quelia.onboarding.answer.checks.located import located, unchecked
from quelia.onboarding.answer.checks.measured import known, measured
from quelia.onboarding.answer.masked import masked

# what is remarked here, and made anew each time; all other remarks are those of who read the answer, and stay
_OURS = frozenset(
    (
        "url_missing", "url_login", "url_hole", "url_maybe_key", "key_in_url", "nothing_found", "sample_missing",
        "path_missing", "path_syntax", "path_absent", "path_candidates", "path_many", "path_group", "path_list", "path_rather",
        "value", "value_dot", "value_comma", "value_leading", "value_no_number", "value_unread", "value_foreign", "value_null",
        "value_negative", "value_implausible",
        "unit_missing", "unit_differs", "unit_unknown", "unit_free", "unit_m3", "unit_quantity",
        "time_old", "time_no_zone", "status_seen", "status_bad",
        "key_received", "key_missing", "key_unneeded", "key_unsaid", "key_scheme", "key_name", "key_user",
        "key_token_url", "key_characters", "key_in_path",
    )
)  # fmt: skip
# on a field that was changed: looked at again it is as it should be, and still was changed. The field, and the fact that
# says what it is now
_OF_A_CHANGE: dict[str, tuple[Field, str]] = {
    "path_mended": ("path", "path"),
    "path_offered": ("path", "path"),
    "path_guessed": ("path", "path"),
    "unit_from_sample": ("unit", "unit"),
    "unit_case": ("unit", "meant"),
    "url_unsure": ("url", "meant"),
    "path_unsure": ("path", "meant"),
    "unit_unsure": ("unit", "meant"),
}
# what is left out where another remark says it better
_SAID_BY: dict[str, frozenset[str]] = {
    "url_scheme": frozenset({"address_scheme"}),
    "url_missing": frozenset({"url_unreadable", "url_wrapper"}),
    "path_missing": frozenset({"path_unreadable"}),
    "value": frozenset({"path_offered", "path_guessed"}),  # whose path is not the owner's, and which tell the value
    "unit_missing": frozenset({"unit_several", "unit_unreadable", "unit_other_empty", "unit_energy"}),
    "unit_quantity": frozenset({"unit_energy"}),
    "key_name": frozenset({"key_place", "key_in_path"}),
    "key_scheme": frozenset({"key_place"}),
    "sample_missing": frozenset({"sample_unreadable"}),
    "key_unsaid": frozenset({"needs_both", "needs_unsure"}),
}
_LAST = 1 << 30
_ORDER = ("project", "url", "path", "unit", "key", "sample")  # of what has no line, or the same


def checked(
    answer: Answer, *, check_url: CheckUrl = endpoint.usual, plant: Plant | None = None, now: float | None = None
) -> Answer:
    """The answer with what can be mended in it, and with remarks in the order of its lines.

    check_url: by what rules an address is judged. plant: whose capacity is held against the value. now: seconds since 1970,
    for the age of the example. What is checked twice is the same as what was checked once.
    """
    answer = masked(unkeyed(answer))
    document = _document(answer.sample)
    fields = dict(answer.fields)
    if is_for_persons(answer.value("url")) or hole_in(answer.value("url")) is not None:
        fields["url"] = msgspec.structs.replace(fields["url"], confidence="doubtful")
    remarks = [remark for remark in answer.remarks if _is_kept(remark, answer)]
    if answer.sample or answer.keys or {"url", "path", "unit"} & set(fields):
        remarks += about_address(answer, check_url)
        remarks += _looked_at(answer, fields, document, plant, now)
    else:
        remarks.append(Remark("nothing_found", asks=True))
    ordered = tuple(sorted(_once(remarks), key=_place))
    return masked(msgspec.structs.replace(answer, fields=fields, remarks=ordered))


def is_complete(answer: Answer) -> bool:
    """Whether it can be tried out as it is: nothing is missing, and nothing is to be asked."""
    return all(answer.value(field) for field in ("url", "path", "unit")) and not any(
        remark.asks for remark in answer.remarks
    )


def _looked_at(
    answer: Answer, fields: dict[Field, Found], document: Document, plant: Plant | None, now: float | None
) -> Iterator[Remark]:
    """The remarks on all that is no address; changes `fields`."""
    unit, path = known(fields.get("unit")), fields.get("path")
    where = unchecked(path) if document is None else located(path, document, unit.symbol if unit is not None else "")
    _put(fields, "path", where.found)
    yield from where.remarks
    found = measured(fields.get("unit"), where.spot, where.found, plant)
    _put(fields, "unit", found.unit)
    yield from found.remarks
    yield from about_keys(answer)
    if document is not None:
        yield from about_status(document)
        yield from about_time(document, now)
    else:
        yield Remark("sample_missing", "sample")


def _put(fields: dict[Field, Found], field: Field, found: Found | None) -> None:
    if found is not None:
        fields[field] = found
    else:
        fields.pop(field, None)


def _document(sample: str) -> Document:
    try:
        return decode(sample.encode("utf-8", "replace")) if sample else None
    except SourceError:
        return None


def _is_kept(remark: Remark, answer: Answer) -> bool:
    """Whether it is not made anew: somebody else's, or one on a change that still stands."""
    if remark.code in _OF_A_CHANGE:
        field, fact = _OF_A_CHANGE[remark.code]
        return remark.facts.get(fact) == answer.value(field)
    return remark.code not in _OURS and remark.code != "nothing" and not remark.code.startswith("address_")


def _place(remark: Remark) -> tuple[int, int]:
    return remark.line or _LAST, _ORDER.index(remark.field) if remark.field in _ORDER else len(_ORDER)


def _once(remarks: list[Remark]) -> list[Remark]:
    """Each once, and none that another says better."""
    codes = {remark.code for remark in remarks}
    seen: list[Remark] = []
    for remark in remarks:
        if remark not in seen and not _SAID_BY.get(remark.code, frozenset()) & codes:
            seen.append(remark)
    return seen
