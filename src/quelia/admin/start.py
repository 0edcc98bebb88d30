"""Start Django, and bring the database up to date."""

from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import Error
from django.db.migrations.exceptions import InconsistentMigrationHistory

from quelia.admin.settings import values
from quelia.store.errors import DatabaseUnusable


def start_django(database_file: Path) -> None:
    """Once per process for its settings; the migrations each time, since they may be of another version.

    Raises DatabaseUnusable.
    """
    if not settings.configured:
        settings.configure(**values(database_file))
        django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except (Error, InconsistentMigrationHistory) as error:
        raise DatabaseUnusable from error
