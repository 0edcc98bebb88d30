"""Reads an owner's answer: the filled-in template, as it came back."""

import re

from quelia.onboarding.answer.answer import Answer, Field, Found, Key, Secret

_LABELS: dict[str, Field] = {
    "nom du projet": "project", "url de l'api": "url", "chemin json": "path", "unité": "unit", "nom": "contact_name",
    "email": "contact_email", "tél": "contact_phone",
}  # fmt: skip


def read(content: bytes, name: str = "") -> tuple[Answer, ...]:  # noqa: ARG001 - tells the kind of a file
    """One answer for each plant that it is about; none where nothing of one stands there."""
    fields: dict[Field, Found] = {}
    keys: tuple[Key, ...] = ()
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        label, _, value = line.partition(":")
        label, value = label.strip().lower().replace("’", "'"), value.strip()
        if label in _LABELS and value:
            fields[_LABELS[label]] = Found(value, line=number)
        elif label == "valeur de la clé" and value:
            keys = (Key("header", "X-API-Key", secret=Secret(value), line=number),)
    sample = re.search(rb"\{.*\}", content, re.S)
    if not fields:
        return ()
    return (Answer(fields=fields, keys=keys, needs_key=bool(keys), sample=sample[0].decode() if sample else ""),)
