"""Start Django, bring the database up to date, and forget sessions that are over."""

import logging
import re
import time
from collections.abc import Callable, Mapping

import django
from django.conf import settings
from django.core.management import call_command
from django.db import Error, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor

from quelia.store.errors import DatabaseUnusable

# what opens something by standing in an address
_LINK = re.compile(r"(/(?:apercu|tester|reponse|suivi|admin/password/reset/key))/[^/\s]+")


# what visitors send and Django refuses: a logger each
_REFUSALS = (
    "DisallowedHost", "DisallowedRedirect", "RequestDataTooBig", "SuspiciousFileOperation", "SuspiciousMultipartForm",
    "SuspiciousOperation", "TooManyFieldsSent", "TooManyFilesSent",
)  # fmt: skip
_APART_S = 60.0


class Seldom:
    """A filter of a logger: a line a minute, without where in the code it was. Else whoever wants could fill the disk."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic, self._next = monotonic, float("-inf")

    def __call__(self, record: logging.LogRecord) -> bool:
        now = self._monotonic()
        if now < self._next:
            return False
        self._next, record.exc_info = now + _APART_S, None
        return True


def without_links(record: logging.LogRecord) -> bool:
    """A filter of a logger: the line of a page that failed tells its address, but not what would open it."""
    record.msg, record.args = _LINK.sub(r"\1/…", record.getMessage()), None
    return True


def start_django(values: Mapping[str, object]) -> None:
    """Once per process for its settings; the migrations each time, since they may be of another version.

    Raises DatabaseUnusable.
    """
    if not settings.configured:
        settings.configure(**values)
        django.setup()
        # what is not found or not allowed is said to whoever asked; a path may hold a one-time link
        logging.getLogger("django").setLevel(logging.ERROR)
        logging.getLogger("django.request").addFilter(without_links)
        for refusal in _REFUSALS:
            logging.getLogger(f"django.security.{refusal}").addFilter(Seldom())
    try:
        if not _is_current():
            call_command("migrate", verbosity=0, interactive=False)
        call_command("clearsessions", verbosity=0)
    except (Error, InconsistentMigrationHistory) as error:
        raise DatabaseUnusable from error


def _is_current() -> bool:
    """Whether there is nothing to migrate: the command draws all tables anew before it finds that out."""
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
