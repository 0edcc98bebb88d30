"""The tables of series.py and leases.py, which no model describes: they are read and written in plain SQL."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

READING = """
    CREATE TABLE reading (
        plant_id INTEGER NOT NULL,
        quantity TEXT NOT NULL,
        source_id INTEGER NOT NULL,
        received_ms BIGINT NOT NULL,
        measured_ms BIGINT,
        number DOUBLE PRECISION,
        unit TEXT NOT NULL,
        reason TEXT,
        PRIMARY KEY (plant_id, quantity, received_ms)
    ) WITHOUT ROWID
"""
LEASE = "CREATE TABLE lease (name TEXT PRIMARY KEY, epoch BIGINT NOT NULL)"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0001_catalog")]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(READING, "DROP TABLE reading"),
        migrations.RunSQL(LEASE, "DROP TABLE lease"),
    ]
