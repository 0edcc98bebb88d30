"""axe-core in a page: all its rules for WCAG 2.2 AA and good practice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.chromium import STILL

_AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
# all that it has, what it only tries out included, but what is stricter than AA, and what it has given up itself
_RUN = """async () => {
  const unwanted = /wcag2aaa|deprecated/;
  const wanted = axe.getRules().filter(({ tags }) => !unwanted.test(tags));
  const rules = Object.fromEntries(wanted.map(({ ruleId }) => [ruleId, { enabled: true }]));
  const { violations, passes } = await axe.run(document, { rules, resultTypes: ["violations"] });
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id} (${help}): ${html.slice(0, 200)}\\n${failureSummary}`));
  return { found, passed: passes.map(({ id }) => id) };
}"""
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PHONE, DESK = (390, 844), (1440, 900)


@pytest.fixture(scope="module")
def seen(browser: Browser) -> Iterator[Page]:
    """One page for all: axe is large, and looks at what stands there."""
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce")
    context.add_init_script(path=_AXE)
    yield context.new_page()
    context.close()


def faults(page: Page, *sizes: tuple[int, int]) -> list[str]:
    """What axe finds, in the light and in the dark."""
    found: list[str] = []
    for wide, tall in sizes:
        page.set_viewport_size({"width": wide, "height": tall})
        page.evaluate(STILL)  # the map goes on moving for some frames
        for scheme in _SCHEMES:
            page.emulate_media(color_scheme=scheme)
            seen: dict[str, Any] = page.evaluate(_RUN)
            assert {"color-contrast", "target-size", "region"} <= set(seen["passed"])
            found += [f"{wide} {scheme}: {each}" for each in seen["found"]]
    return found
