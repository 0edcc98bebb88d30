"""A draft of a source that is accepted, kept by a process of its own beside the service, as the office keeps it."""

import json
import os
import subprocess
import sys
from typing import Any

from tests.journeys.service import Service

_KEEP = """
import json, sys
import msgspec
from quelia import app
from quelia.settings import load
settings = load()
app.prepare(settings)
from quelia.store import models
from quelia.store.declare import Declarer
from quelia.store.declaration import SourceEntry
from quelia.store.drafts import Drafts
from quelia.store.entries import entry_of
from quelia.store.folder import alone
slug, facts = json.load(sys.stdin)
vault = app.vault_of(settings)
declarer = Declarer(vault, app.guard_of(settings).target, lambda auth: auth.secret, folder=settings.folder)
entry = msgspec.to_builtins(entry_of(models.Source.objects.get(slug=slug)))
entry["point"] = [{**each, **facts.pop("point", {})} for each in entry["point"]]
with alone(settings.folder):
    Drafts(vault, declarer).put(msgspec.convert({**entry, **facts}, SourceEntry))
"""


def keep_draft(service: Service, slug: str, **facts: Any) -> None:
    """facts: what the draft says otherwise than the accepted source; `point`: of each of its points."""
    done = subprocess.run(
        [sys.executable, "-c", _KEEP],
        input=json.dumps([slug, facts]),
        env=os.environ | service.environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
