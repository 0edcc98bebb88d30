"""The facts of a letter as one language says them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quelia.onboarding.letter import examples
from quelia.onboarding.letter.facts import Addressee, Facts
from quelia.onboarding.letter.outline import Filling, Row
from quelia.texts import texts

_MOST_NAMED = 3  # plants, in a subject
_MINUTE_S, _HOUR_S = 60, 3600
_SOONER = 2  # "90 s" says more than "1.5 min"
_MEGABYTE = 1 << 20
_NO_BREAK = "\u00a0"


def filling(facts: Facts, lang: str, to: Addressee, *, short: bool, invitation: str, tester: str, form: str) -> Filling:
    """form: the template, as text; invitation, tester: links, or empty."""
    words = texts(lang, "letter")
    holds = {
        "short": short,
        "invitation": bool(invitation),
        "tester": bool(tester),
        "email": bool(facts.contact_email),
        "phone": bool(facts.contact_phone),
        "contact": bool(facts.contact_email or facts.contact_phone),
        "named": bool(to.plants),
        "one": len(to.plants) == 1,
        "several": len(to.plants) > 1,
    }
    told = {
        **_of_the_program(facts, lang),
        **_examples(lang),
        "hello": one_line(to.name or to.owner),
        "about": one_line(_about(to)),
        "plants": _listed([one_line(plant) for plant in to.plants], words["and"]),
        "signature": one_line(facts.contact_name) or words["team"],
        "contact_email": one_line(facts.contact_email),
        "contact_phone": one_line(facts.contact_phone),
        "invitation": one_line(invitation),
        "tester": one_line(tester),
        "form": form,
    }
    return Filling(told, _rows(facts, lang), holds)


def one_line(text: str) -> str:
    """What a name holds must not begin a line of its own, in a header least of all."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def number(value: float, lang: str) -> str:
    """With a decimal at most: figures of a letter are read, not computed with."""
    signs = texts(lang, "language")
    text = f"{value:,.1f}".removesuffix(".0")
    return text.translate(str.maketrans({",": signs["thousands"], ".": signs["decimal"]}))


def span(seconds: float, lang: str) -> str:
    """`5 s`, `15 min`, `1 h`: in the largest unit of which it is a whole number."""
    unit, length = "s", 1
    if seconds >= _SOONER * _MINUTE_S and seconds % _MINUTE_S == 0:
        unit, length = ("h", _HOUR_S) if seconds % _HOUR_S == 0 else ("min", _MINUTE_S)
    return str(texts(lang, "letter")["span"][unit].format(count=number(seconds / length, lang)))


def _of_the_program(facts: Facts, lang: str) -> dict[str, str]:
    words, signs = texts(lang, "letter"), texts(lang, "language")
    quantities = texts(lang, "visitor")["quantity"]
    state = texts(lang, "visitor")["state"]
    return {
        "public_url": facts.public_url,
        "tester_url": f"{facts.public_url}/tester",
        "ports": _listed([str(port) for port in facts.ports], words["or"]),
        "interval": span(facts.interval_s.usual, lang),
        "interval_least": span(facts.interval_s.least, lang),
        "interval_most": span(facts.interval_s.most, lang),
        "calls": number(_MINUTE_S / facts.interval_s.usual, lang),
        "history": span(facts.history_s, lang),
        "idle_calls": number(_MINUTE_S / facts.history_s, lang),
        "timeout": span(facts.timeout_s.usual, lang),
        "timeout_most": span(facts.timeout_s.most, lang),
        "stale": span(facts.stale_after_s, lang),
        "failures": str(facts.failures),
        "patience": span(facts.patience_s, lang),
        "patient": span(facts.patient_s, lang),
        "longest_wait": span(facts.longest_wait_s, lang),
        "alert_after": span(facts.alert_after_s, lang),
        "at_once": str(facts.at_once),
        "size": words["size"].format(count=number(facts.most_bytes / _MEGABYTE, lang)),
        "tls": facts.oldest_tls.replace(" ", _NO_BREAK),
        "most_of_capacity": signs["percent"].format(number=number(facts.most_of_capacity * 100, lang)),
        "tries": str(facts.tries),
        "link_days": _days("days", facts.link_days, words),
        "invitation_days": _days("days", facts.invitation_days, words),
        "setup": setup(facts, lang),
        "thingspeak": span(facts.thingspeak_s, lang),
        "systems": _listed(facts.systems, words["and"]),
        "quantities": _listed([quantities[each].lower() for each in facts.quantities], words["and"]),
        "power_units": _listed(facts.units["power"], words["or"]),
        "gas_units": _listed(facts.units["gas_flow"], words["or"]),
        "state_error": state["error"],
        "state_no_production": state["no_production"],
    }


def _examples(lang: str) -> dict[str, str]:
    return {
        "url": examples.URL,
        "simple": examples.SIMPLE.answer,
        "rich": examples.RICH.answer,
        "rich_path": examples.RICH.path,
        "whole": examples.WHOLE.answer,
        "whole_url": examples.WHOLE_URL,
        "whole_path": examples.WHOLE.path,
        "whole_unit": examples.WHOLE.unit,
        "header_name": texts(lang, "letter")["scheme"]["header"],
        "header_example": examples.SCHEMES["header"],
        "curl": f"{examples.CURL}\n{examples.CURL_WITH_KEY}",
        "example_value": _value(examples.SIMPLE, lang),
        "whole_value": _value(examples.WHOLE, lang),
    }


def _rows(facts: Facts, lang: str) -> Mapping[str, tuple[Row, ...]]:
    words, states = texts(lang, "letter"), texts(lang, "visitor")["state"]
    told = _of_the_program(facts, lang)
    return {
        "states": tuple(
            (f"⚡{_NO_BREAK}{states[state]}" if state == "live" else states[state], meaning.format_map(told))
            for state, meaning in words["state"].items()
        ),
        "schemes": tuple((words["scheme"][each], examples.SCHEMES[each]) for each in facts.schemes),
        "formats": tuple((words["format"][each], examples.FORMATS[each]) for each in facts.formats),
    }


def _value(example: examples.Example, lang: str) -> str:
    return f"{number(example.number, lang)}{_NO_BREAK}{example.unit}"


def _about(to: Addressee) -> str:
    """What a subject names: some plants, else their owner."""
    return ", ".join(to.plants) if 0 < len(to.plants) <= _MOST_NAMED else to.owner


def _listed(names: Iterable[str], joined: str) -> str:
    """`A, B et C`."""
    *first, last = list(names) or [""]
    return joined.format(first=", ".join(first), last=last) if first else last


def setup(facts: Facts, lang: str) -> str:
    """How long an answer waits for us: the same wherever it is promised."""
    return _days("working_days", facts.setup_days, texts(lang, "letter"))


def _days(key: str, count: int, words: Mapping[str, Any]) -> str:
    return str(words[f"{key}_one" if count == 1 else f"{key}_other"].format(count=count))


def sections(words: Mapping[str, Any], *, short: bool) -> Sequence[Mapping[str, Any]]:
    """Those of a letter, from its greeting to its form."""
    return [words["hello"], *words["short" if short else "long"].values(), words["help"], words["sign"], words["form"]]
