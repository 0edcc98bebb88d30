"""The colours of a badge: on light pages, and on those that say they are dark. They are those of our own pages."""

from collections.abc import Mapping
from typing import NamedTuple


class Palette(NamedTuple):
    """tones: by energy."""

    paper: str
    ink: str
    muted: str
    line: str
    bolt: str
    error: str
    notice: str
    notice_ink: str
    notice_line: str
    tones: Mapping[str, str]


_LIGHT = Palette(
    paper="#fff",
    ink="#14212b",
    muted="#52606d",
    line="#d5dde3",
    bolt="#b85c00",
    error="#b3261e",
    notice="#fff3d6",
    notice_ink="#5c3c00",
    notice_line="#d99a1b",
    tones={
        "solar": "#a15c00",
        "wind": "#0b6aa8",
        "biomethane": "#2f7a35",
        "cogeneration": "#8a3b8f",
        "hydro": "#1f54b5",
        "storage": "#5b5f66",
    },
)
_DARK = Palette(
    paper="#18222b",
    ink="#e9eff4",
    muted="#a3b1bd",
    line="#2f3d49",
    bolt="#ffc247",
    error="#ff9a90",
    notice="#3a2c0c",
    notice_ink="#ffdf9e",
    notice_line="#b98518",
    tones={
        "solar": "#ffb74d",
        "wind": "#6cc0ff",
        "biomethane": "#82d289",
        "cogeneration": "#dd9be2",
        "hydro": "#8fb4ff",
        "storage": "#bcc3cb",
    },
)
THEMES: Mapping[str, Palette] = {"light": _LIGHT, "dark": _DARK}
