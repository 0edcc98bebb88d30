"""Pages of somebody else: a town hall that shows plants, and one with the badges of them all."""

from collections.abc import Iterable

_PAGE = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<style>
body {{ margin: 0; font: 1.05rem/1.6 Georgia, "Liberation Serif", serif }}
header {{ padding: 1rem 1.5rem; border-bottom: 3px double; font-size: 1.3rem; font-weight: 700 }}
main {{ display: grid; gap: 1rem 2rem; max-width: 68rem; margin: 0 auto; padding: 1.5rem }}
iframe {{ border: 0; width: 100% }}
img {{ display: block; max-width: 100% }}
.badges {{ grid-template-columns: repeat(auto-fill, minmax(21rem, 1fr)) }}
@media (width >= 60rem) {{ .town {{ grid-template-columns: 22rem 1fr }} .map {{ grid-column: 2; grid-row: 1 / span 6 }} }}
</style></head><body>{body}</body></html>"""
_TOWN = """<header>Commune de Vermand</header>
<main class="town">
<div><h1>L’énergie de chez nous</h1>
<p>Depuis dix ans, les éoliennes du Vermandois tournent au-dessus de nos champs.
En ce moment, elles donnent <quelia-live plant="{plant}" inline></quelia-live> à notre réseau.</p>
<quelia-live plant="{plant}"></quelia-live></div>
<iframe title="Parc éolien du Vermandois" src="{quelia}/embed/centrale/{plant}?lang=fr" height="190"></iframe>
<picture><source media="(prefers-color-scheme: dark)" srcset="{quelia}/badge/{plant}.svg?theme=dark">
<img src="{quelia}/badge/{plant}.svg" alt="Parc éolien du Vermandois" width="340"></picture>
<iframe class="map" title="Carte des installations" src="{quelia}/embed/carte/france?lang=fr" height="620"></iframe>
</main><script src="{quelia}/embed/quelia.js" async></script>"""


def town_hall(quelia: str, plant: str) -> str:
    return _PAGE.format(title="Commune de Vermand", body=_TOWN.format(quelia=quelia, plant=plant))


def wall_of_badges(quelia: str, plants: Iterable[str]) -> str:
    images = "".join(
        f'<img src="{quelia}/badge/{plant}.svg?lang={lang}" alt="">' for lang in ("fr", "en") for plant in plants
    )
    return _PAGE.format(title="Badges", body=f'<main class="badges">{images}</main>')
