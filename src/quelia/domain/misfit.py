"""What msgspec says of a value that does not fit, in codes of ours. A value itself is never repeated: it may be a secret."""

import math
import re

_BOUND = re.compile(r"Expected `\w+` (>=|<=) (.+)")
_LENGTH = re.compile(r"Expected `(\w+)` of length (>=|<=) (\d+)")
_KINDS = re.compile(r"Expected `([\w |]+)`, got `\w+`")
# what was expected, in msgspec's words and in ours
_EXPECTED = {
    frozenset({"str"}): "a_text",
    frozenset({"float"}): "a_number",
    frozenset({"int"}): "a_whole_number",
    frozenset({"bool"}): "true_or_false",
    frozenset({"object"}): "a_table",
    frozenset({"array"}): "a_list",
    frozenset({"object", "array"}): "a_table_or_list",
    frozenset({"float", "str"}): "a_number_or_text",
    frozenset({"bool", "int", "float", "str"}): "a_plain_value",
}


def misfit(message: str, value: object, choices: tuple[str, ...] = ()) -> tuple[str, str]:
    """The code of a problem and its fact. message: msgspec's, without the place; choices: the words that fit, if counted."""
    if choices:
        return "one_of", ", ".join(choices)
    if isinstance(value, float) and not math.isfinite(value):
        return "not_finite", ""
    if message.startswith("Expected `str` matching"):
        return "slug", ""
    bound, length, kinds = _BOUND.fullmatch(message), _LENGTH.fullmatch(message), _KINDS.fullmatch(message)
    if length:
        few = "empty" if length[1] == "str" else "empty_list"
        return ("too_long", length[3]) if length[2] == "<=" else (few, "")
    if bound:
        return "at_least" if bound[1] == ">=" else "at_most", bound[2].removesuffix(".0")
    if kinds:
        return _EXPECTED.get(frozenset(kinds[1].split(" | ")) - {"null"}, "wrong_kind"), ""
    return "number_range" if message == "Number out of range" else "wrong_kind", ""
