"""First starts, for processes of their own."""

import sys

from django.db import connection

from quelia import app
from quelia.settings import Settings
from tests.store.process import say


def start_in_each(elsewhere: str) -> None:
    """A process that makes the first start in each folder it is told, and says how it went. elsewhere: Django's first."""
    app.prepare(Settings(data=elsewhere))
    say("ready")
    for line in sys.stdin:
        settings = Settings(data=line.strip())
        connection.close()
        connection.settings_dict["NAME"] = str(settings.database_file)
        try:
            app.prepare(settings)
            app.vault_of(settings)
            say("well")
        except Exception as error:  # noqa: BLE001 - whatever it is, the test is to see it
            say(type(error).__name__)
