"""Takes the secrets of an answer out of everything else that its owner typed, however they are written there."""

from collections.abc import Iterable
from typing import Any

import msgspec

from quelia.domain.document import Document
from quelia.sources.redact import MASK, Redactor


class Mask:
    """secrets: empty ones hide nothing. users: of schemes that send both as a pair."""

    def __init__(self, secrets: Iterable[str], users: Iterable[str] = ()) -> None:
        self._redactor = Redactor()
        people = [*filter(None, users), None]
        for secret in secrets:
            for user in people:
                self._redactor.register(secret, user)

    def text(self, text: str) -> str:
        return self._redactor.text(text)

    def sample(self, text: str, document: Document) -> str:
        """JSON as it was pasted, or, where a secret stands in it, the same without it."""
        hidden = self._hidden(document)
        if hidden == document and self.text(text) == text:
            return text
        return msgspec.json.format(msgspec.json.encode(hidden), indent=2).decode()

    def _hidden(self, node: Any) -> Any:
        if isinstance(node, dict):
            return {self.text(key): self._hidden(each) for key, each in node.items()}
        if isinstance(node, list):
            return [self._hidden(each) for each in node]
        if isinstance(node, str):
            return self.text(node)
        if isinstance(node, int | float) and not isinstance(node, bool):
            return MASK if self.text(str(node)) != str(node) else node
        return node
