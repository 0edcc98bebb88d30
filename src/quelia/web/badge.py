"""The badge: a picture of a plant's value and state, for pages that run no script of others.

It does not renew itself, so it says its day and time: an old one in somebody's cache is not taken for live.
"""

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from quelia.domain.plant import Plant
from quelia.domain.reading import Shown
from quelia.texts import texts
from quelia.web.letters import clean, cut, is_plain, width, wrapped
from quelia.web.palette import THEMES
from quelia.web.snapshot import matches
from quelia.web.window import language, window_of
from quelia.web.wording import dated, live, taken

_CACHED = "public, max-age=5"  # the usual pace of a source: asking more often would show the same

# pixels
_WIDE, _EDGE = 340, 18
_ROOM = _WIDE - 2 * _EDGE
_NAME_AT, _NAME_SIZE, _NAME_LINE = 46, 15, 20
_VALUE_SIZE, _UNIT_SHARE = 27.0, 0.58  # of the number's size
_ICON, _WORD_SIZE, _ALONE_SIZE, _NOTE_SIZE, _GAP = 22, 14, 17, 14, 14
_MIDDLE, _WORD_LINE = 24, 17  # of the row with the state, where its shape is
_CAPITAL = 0.72  # of a letter's size: what is as high as it stands in the middle
_UNIT_EMS = 9.0  # a longer one is cut, a number never
_WHEN_SIZE = 12
_BAND = 26  # says that the values are made up


async def badge(request: Request) -> Response:
    """The picture. Asking for it counts as watching."""
    window, lang = window_of(request), language(request)
    plant = window.plant(request.path_params["plant"])
    if plant is None:
        headers = {"Cache-Control": "no-store", "Vary": "Accept-Language"}
        return PlainTextResponse(texts(lang, "visitor")["page"]["not_found"], 404, headers)
    drawing = picture(window.look_at_plant(plant), plant, lang) | _coloured(request, plant)
    body = window.render("badge.svg", drawing).encode()
    etag = f'"{sha256(body).hexdigest()[:20]}"'
    headers = {"ETag": etag, "Cache-Control": _CACHED, "Vary": "Accept-Language"}
    if matches(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="image/svg+xml")


def _coloured(request: Request, plant: Plant) -> dict[str, object]:
    """In the theme that is asked for, else light: only the page around a picture knows which it needs."""
    # A media query within the picture would follow the visitor's system on white pages too, as nearly none declares a
    # colour scheme: https://github.com/w3c/csswg-drafts/issues/7526
    palette = THEMES.get(request.query_params.get("theme", ""), THEMES["light"])
    return {"palette": palette, "tone": palette.tones[plant.energy]}


def picture(shown: Shown, plant: Plant, lang: str) -> dict[str, object]:
    """What stands where. The height depends on the plant only, so that a page around it never jumps."""
    words = texts(lang, "visitor")
    said = live(shown, plant, lang)
    name = clean(plant.name)
    lines = wrapped(name, (_WIDE - _EDGE - _NAME_AT) / _NAME_SIZE, 2)
    below = 14 + _NAME_LINE * len(lines)
    tall = below + (26 if shown.state == "none" else 70)
    drawing: dict[str, object] = {
        "plant": plant.slug,
        "state": shown.state,
        "energy": plant.energy,
        "energy_word": words["energy"][plant.energy],
        "wide": _WIDE,
        "tall": tall + (_BAND if plant.simulated else 0),
        "band": tall,
        "lines": [{"text": text, "y": 10 + _NAME_LINE * number} for number, text in enumerate(lines, 1)],
        "below": below,
        "simulated": words["element"]["simulated"] if plant.simulated else "",
        "lang": lang,
    }
    facts = [name, words["energy"][plant.energy], str(drawing["simulated"])]
    if shown.state != "none":
        value, word = _value(said), clean(str(said["word"]))
        drawing |= {"value": said["value"], "when": dated(shown, plant, lang)}
        drawing |= _beside(value, word) if value else _alone(word)
        bolt = "⚡ " if shown.state == "live" else ""
        facts[2:2] = [bolt + word, "\u00a0".join(value), str(drawing["when"])]
        if shown.simulated is True and not plant.simulated:
            when = str(drawing["when"]) if shown.state == "error" else taken(shown, plant, lang)
            drawing |= _made_up(when, words["element"]["simulated"])
            facts.append(str(drawing["mark"]))
    return drawing | {"title": " – ".join(fact for fact in facts if fact)}


def _made_up(when: str, mark: str) -> dict[str, object]:
    """Beside the time, since this may come and go, and the picture stays as high: smaller where there is little room."""
    size = min(_WHEN_SIZE, (_ROOM - 2 * _GAP) / (width(when) + width(mark)))
    framed = width(mark) * size + _GAP
    left = _WIDE - _EDGE - framed
    return {
        "mark": mark,
        "when": when,
        "when_size": f"{size:.1f}",
        "mark_x": f"{left:.1f}",
        "mark_at": f"{left + framed / 2:.1f}",
        "mark_wide": f"{framed:.1f}",
    }


def _value(said: dict[str, object]) -> tuple[str, ...]:
    """Number and unit; empty where none is to be shown."""
    return (str(said["number"]), cut(clean(str(said["unit"])), _UNIT_EMS)) if said["value"] else ()


def _beside(value: tuple[str, ...], word: str) -> dict[str, object]:
    """The word on the left, the value on the right, as large as there is room: a number that is cut would be another."""
    number, unit = value
    room = _ROOM - _ICON - width(word) * _WORD_SIZE - _GAP
    size = min(_VALUE_SIZE, room / (width(number) + width(f"\u00a0{unit}") * _UNIT_SHARE))
    unit_size = size * _UNIT_SHARE
    return {
        "number": number,
        "unit": unit,
        "number_size": f"{size:.1f}",
        "unit_size": f"{unit_size:.1f}",
        # letters of which the width is not known are given theirs
        "unit_wide": "" if is_plain(unit) else f"{width(unit) * unit_size:.1f}",
        "value_y": f"{_baseline(size):.1f}",
    } | _words([word], _WORD_SIZE)


def _alone(word: str) -> dict[str, object]:
    """A word where there is no value: larger, or on two lines where somebody wrote a long one."""
    room = _ROOM - _ICON
    if width(word) * _ALONE_SIZE <= room:
        return _words([word], _ALONE_SIZE)
    return _words(wrapped(word, room / _NOTE_SIZE, 2), _NOTE_SIZE)


def _words(lines: list[str], size: int) -> dict[str, object]:
    """All of them together stand in the middle of the row."""
    first = _baseline(size) - _WORD_LINE * (len(lines) - 1) / 2
    words = [{"text": text, "y": f"{first + _WORD_LINE * row:.1f}"} for row, text in enumerate(lines)]
    return {"words": words, "word_size": size}


def _baseline(size: float) -> float:
    return _MIDDLE + _CAPITAL * size / 2
