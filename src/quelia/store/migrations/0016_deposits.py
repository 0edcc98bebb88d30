"""The tables of deposits.py and of what bridges tell, in plain SQL; and which readings nobody measured."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

# what was acknowledged: the same once more is no other reading
DEPOSIT = """
    CREATE TABLE deposit (
        plant_id INTEGER NOT NULL,
        quantity TEXT NOT NULL,
        measured_ms BIGINT NOT NULL,
        received_ms BIGINT NOT NULL,
        PRIMARY KEY (plant_id, quantity, measured_ms)
    ) WITHOUT ROWID
"""
DEPOSIT_KEY = """
    CREATE TABLE deposit_key (
        key_id BIGINT NOT NULL,
        word TEXT NOT NULL,
        received_ms BIGINT NOT NULL,
        PRIMARY KEY (key_id, word)
    ) WITHOUT ROWID
"""
# the newest report of each bridge, as JSON; ahead_ms: of its clock
BRIDGE = """
    CREATE TABLE bridge (
        key_id BIGINT NOT NULL PRIMARY KEY,
        source_id BIGINT NOT NULL,
        received_ms BIGINT NOT NULL,
        ahead_ms BIGINT NOT NULL,
        report TEXT NOT NULL
    )
"""
SIMULATED = "ALTER TABLE reading ADD COLUMN simulated INTEGER NOT NULL DEFAULT 0"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0015_push")]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(DEPOSIT, "DROP TABLE deposit"),
        migrations.RunSQL(DEPOSIT_KEY, "DROP TABLE deposit_key"),
        migrations.RunSQL(BRIDGE, "DROP TABLE bridge"),
        migrations.RunSQL(SIMULATED, "ALTER TABLE reading DROP COLUMN simulated"),
    ]
