"""Modbus registers without the wire: where they are, what they hold, and how few questions do."""
