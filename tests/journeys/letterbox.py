"""Invitations of an installation that runs: made in a process of their own, as the office makes them."""

import subprocess
import sys

from tests.journeys.service import Service

_MAKE = """
import sys
from quelia.app.prepare import prepare, vault_of
from quelia.settings import load
settings = load()
prepare(settings)
from quelia.admin.invitations import invited
from quelia.onboarding.invitation import Links
from quelia.store import models
owner, plant, lang, email = sys.argv[1:]
row = invited(
    models.Owner.objects.get(slug=owner), models.Plant.objects.get(slug=plant) if plant else None, lang=lang, email=email
)
links = Links(vault_of(settings).keys_for("owners' links"))
print(f"{settings.public_url.rstrip('/')}/reponse/{links.issue('invitation', row.pk, row.nonce)}")
"""


def invite(service: Service, owner: str, plant: str = "", *, lang: str = "fr", email: str = "") -> str:
    """The link, which its owner would find in an e-mail."""
    done = subprocess.run(
        [sys.executable, "-c", _MAKE, owner, plant, lang, email],
        env=service.environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
