"""One sheet that shows each state in all places where a visitor meets it."""

import base64
from collections.abc import Mapping

from playwright.sync_api import FloatRect, Page, expect

from tests.journeys.states import STATES
from tests.screens.camera import Camera, Look, Scheme, at_rest, card_of

_STATES = ("none", "waiting", "live", "stale", "no-production", "own-use", "error", "paused")
_PLACES = ("marker", "row", "card", "page", "frame")
_SHEET = """<!doctype html><html lang="en"><head><meta name="color-scheme" content="light dark"><style>
body {{ margin: 0; padding: 16px; width: max-content; font: 14px/1.4 sans-serif; background: light-dark(#dfe3e8, #3a4148) }}
td, th {{ padding: 8px; text-align: start; vertical-align: top }}
img {{ display: block; max-width: 320px }}
</style></head><body><table><tr><th></th>{heads}</tr>{rows}</table></body></html>"""
_MARGIN_PX = 10


def states_sheet(camera: Camera, quelia: str, scheme: Scheme) -> None:
    """Takes `states-light` or `states-dark`."""
    seen: dict[str, list[bytes]] = {}
    with camera.looking(Look(1440, scheme)) as page:
        _opened(page, quelia)
        for slug in _STATES:
            seen[slug] = [_marker(page, slug)]
        for slug in _STATES:
            seen[slug] += _row_and_card(page, slug)
    for path, tall in (("/centrale/", 560), ("/embed/centrale/", 190)):
        with camera.looking(Look(390, scheme), tall=tall) as page:
            for slug in _STATES:
                page.goto(f"{quelia}{path}{slug}?lang=fr")
                expect(page.locator(f'[data-live="{slug}"]')).to_have_attribute("data-state", STATES[slug])
                at_rest(page)
                seen[slug].append(page.screenshot())
    _hang_up(camera, seen, scheme)


def _hang_up(camera: Camera, seen: Mapping[str, list[bytes]], scheme: Scheme) -> None:
    """seen: the pictures of a plant in each place."""
    rows = "".join(f"<tr><th>{STATES[slug]}</th>{''.join(map(_cell, each))}</tr>" for slug, each in seen.items())
    with camera.looking(Look(1440, scheme)) as page:
        page.set_content(_SHEET.format(heads="".join(f"<th>{place}</th>" for place in _PLACES), rows=rows))
        page.set_viewport_size({"width": page.evaluate("document.body.scrollWidth"), "height": 900})
        camera.take(f"states-{scheme}", page, whole=True)


def _opened(page: Page, quelia: str) -> None:
    page.goto(f"{quelia}/?lang=fr")
    for slug, state in STATES.items():
        expect(page.locator(f'.plant [data-live="{slug}"]')).to_have_attribute("data-state", state, timeout=20_000)
    at_rest(page)


def _marker(page: Page, slug: str) -> bytes:
    box = page.locator(f'button[data-marker="{slug}"]').bounding_box()
    assert box is not None
    around: FloatRect = {
        "x": box["x"] - _MARGIN_PX,
        "y": box["y"] - _MARGIN_PX,
        "width": box["width"] + 2 * _MARGIN_PX,
        "height": box["height"] + 2 * _MARGIN_PX,
    }
    return page.screenshot(clip=around)


def _row_and_card(page: Page, slug: str) -> list[bytes]:
    row = page.locator(f'li.plant[data-plant="{slug}"]')
    picture = row.screenshot()
    row.locator("[data-action=locate]").click()
    card = page.locator("[data-card]")
    expect(card).to_be_visible()
    shown = card_of(page)
    card.locator("[data-action=close]").click()
    return [picture, shown]


def _cell(picture: bytes) -> str:
    return f'<td><img src="data:image/png;base64,{base64.b64encode(picture).decode()}"></td>'
