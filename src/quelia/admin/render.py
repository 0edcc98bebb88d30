"""Django's template engine, lent to the public pages: they import no Django themselves."""

from collections.abc import Mapping
from pathlib import Path

from django.template import Context, Engine

from quelia.texts import languages


class Renderer:
    """Renders the templates of some folders, the first that has one, with everything escaped that does not say otherwise."""

    def __init__(self, *folders: Path) -> None:
        self._engine = Engine(dirs=[str(folder) for folder in folders], autoescape=True, debug=False)

    def __call__(self, template: str, context: Mapping[str, object]) -> str:
        return self._engine.get_template(template).render(
            Context({"languages": languages(), **context}, use_l10n=False)
        )
