"""The Chromium of the machine: what the test runner would download is not needed. And how to see that a page has come to rest."""

import os
from typing import Any

_QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")

# The places of the markers and what is drawn below them are the same five times; values may go on changing.
STILL = """() => new Promise(done => {
  let [before, same, frame] = ["", 0, 0];
  const look = () => {
    if (frame++ % 3 === 0) {
      const places = [...document.querySelectorAll("button.marker")].map(each => each.getBoundingClientRect());
      const drawn = [...document.querySelectorAll(".map-canvas canvas")].map(each => each.toDataURL());
      const now = JSON.stringify([places.map(({ x, y }) => [x, y]), drawn]);
      same = now === before ? same + 1 : 0;
      before = now;
    }
    if (same < 5) requestAnimationFrame(look);
    else document.fonts.ready.then(() => done());
  };
  look();
})"""


def launch_arguments() -> dict[str, Any]:
    """What Playwright is told to start it."""
    path = os.environ.get("QUELIA_CHROMIUM") or "/usr/bin/chromium"
    return {"executable_path": path, "args": ["--no-sandbox", "--disable-gpu", *_QUIET]}
