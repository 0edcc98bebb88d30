"""Which system: what is known of systems beforehand, as a list to begin a source from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, get_args

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from quelia.admin.language import spoken
from quelia.sources.preset import PRESETS, Kind, Preset
from quelia.texts import texts


class Card(NamedTuple):
    """A preset in the reader's language. needs: what to have at hand."""

    slug: str
    name: str
    needs: Sequence[str]
    pace: Sequence[str]
    limit: str
    source: str
    key: str
    note: str
    bridge: str


@require_GET
def source_presets(request: HttpRequest) -> HttpResponse:
    words = texts(spoken(), "presets")
    groups = [(kind, list(_cards(kind, words))) for kind in get_args(Kind)]
    return render(
        request, "office/presets.html", {"presets": words, "groups": groups, "plant": request.GET.get("plant", "")}
    )


def hints(slug: str) -> list[str]:
    """What to know while a source is made of a preset: where its key is found, its limits; nothing without one."""
    preset = PRESETS.get(slug)
    told = (preset.key, preset.limit, preset.note) if preset is not None else ()
    return [words.said(spoken()) for words in told if words is not None]


def places(request: HttpRequest, preset: Preset, values: Mapping[str, str]) -> HttpResponse:
    """Asks what is to be put into the places of a preset, before its form is filled."""
    asked = [
        (name, each.said(spoken()), each.example, values.get(name, "")) for name, each in preset.placeholder.items()
    ]
    kept = {name: request.GET[name] for name in ("preset", "plant") if name in request.GET}
    context = {"preset": preset, "asked": asked, "kept": kept, "presets": texts(spoken(), "presets")}
    return render(request, "office/places.html", context)


def _cards(kind: str, words: Any) -> Iterator[Card]:
    lang = spoken()
    for slug, preset in PRESETS.items():
        if preset.kind == kind:
            yield Card(
                slug=slug,
                name=preset.name,
                needs=[
                    each.said(lang) for each in (*preset.placeholder.values(), *(auth.what for auth in preset.auth))
                ],
                pace=list(_pace(preset, words)),
                limit=preset.limit.said(lang) if preset.limit else "",
                source=words["source"].format(source=preset.limit.source) if preset.limit else "",
                key=preset.key.said(lang) if preset.key else "",
                note=preset.note.said(lang) if preset.note else "",
                bridge=preset.bridge.said(lang) if preset.bridge else "",
            )


def _pace(preset: Preset, words: Any) -> Iterator[str]:
    if preset.url is None:
        return
    whole_minutes = preset.interval_s >= 120 and preset.interval_s % 60 == 0
    unit, count = ("minutes", preset.interval_s / 60) if whole_minutes else ("seconds", preset.interval_s)
    yield words["pace"].format(pace=words[unit].format(count=f"{count:g}"))
    if preset.daily_quota is not None:
        yield words["quota"].format(quota=preset.daily_quota)
