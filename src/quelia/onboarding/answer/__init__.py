"""An owner's answer, however it comes back: read.py reads it, field by field."""
