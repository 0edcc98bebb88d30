"""Django's own settings, made from quelia's."""

from pathlib import Path


def values(database_file: Path) -> dict[str, object]:
    """What `django.conf.settings.configure` takes. No session, cookie or token is signed yet, hence no SECRET_KEY."""
    return {
        "DEBUG": False,
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "LOGGING_CONFIG": None,
        "INSTALLED_APPS": ["quelia.store.apps.StoreConfig"],
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "DATABASES": {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(database_file),
                "OPTIONS": {
                    "timeout": 10,
                    # a transaction that reads first and writes later would otherwise fail when another wrote meanwhile
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
                },
            }
        },
    }
