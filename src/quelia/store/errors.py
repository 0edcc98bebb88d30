"""What the cellar says when it cannot be used."""


class DatabaseUnusable(Exception):
    """The database is damaged, held by another program, or on a full disk; trying again later can help."""
