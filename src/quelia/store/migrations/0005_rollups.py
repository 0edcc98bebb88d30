"""The tables of rollups.py, which no model describes: they are read and written in plain SQL."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

ROLLUP = """
    CREATE TABLE rollup (
        plant_id INTEGER NOT NULL,
        quantity TEXT NOT NULL,
        start_s BIGINT NOT NULL,
        unit TEXT NOT NULL,
        minutes INTEGER NOT NULL,
        mean DOUBLE PRECISION NOT NULL,
        lowest DOUBLE PRECISION NOT NULL,
        highest DOUBLE PRECISION NOT NULL,
        PRIMARY KEY (plant_id, quantity, start_s)
    ) WITHOUT ROWID
"""
# the oldest first, whatever the plant
DUE = """
    CREATE TABLE rollup_due (
        start_s BIGINT NOT NULL,
        plant_id INTEGER NOT NULL,
        quantity TEXT NOT NULL,
        PRIMARY KEY (start_s, plant_id, quantity)
    ) WITHOUT ROWID
"""
# readings lie in the order in which they came: only those that came late need another way to be found
LATE = """
    CREATE INDEX reading_late ON reading (plant_id, quantity, measured_ms) WHERE measured_ms < received_ms - 900000
"""
TABLES = (ROLLUP, DUE, LATE)

ALL_DUE = """
    INSERT INTO rollup_due (start_s, plant_id, quantity)
    SELECT DISTINCT coalesce(measured_ms, received_ms) / 900000 * 900, plant_id, quantity FROM reading
    WHERE number IS NOT NULL AND coalesce(measured_ms, received_ms) >= received_ms - 604800000
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0004_asked")]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(ROLLUP, "DROP TABLE rollup"),
        migrations.RunSQL(DUE, "DROP TABLE rollup_due"),
        migrations.RunSQL(LATE, "DROP INDEX reading_late"),
        migrations.RunSQL(ALL_DUE, migrations.RunSQL.noop),
    ]
