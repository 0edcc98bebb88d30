"""What a page says of one plant."""

from urllib.parse import urlencode

from quelia.domain.plant import Contact, Logo, Plant
from quelia.domain.reading import Shown
from quelia.domain.total import Part, share
from quelia.texts import texts
from quelia.web.wording import amount, day, live, percent, place


def plant_view(plant: Plant, shown: Shown, main: str | None, lang: str) -> dict[str, object]:
    """What the templates say of a plant. main: the quantity that its state is about."""
    query = urlencode({"lang": lang})
    words = texts(lang, "visitor")
    capacity = plant.capacity
    given = share(Part(plant, main, shown))
    return {
        "slug": plant.slug,
        "name": plant.name,
        "energy": plant.energy,
        "energy_word": words["energy"][plant.energy],
        "kind": ", ".join(filter(None, (words["energy"][plant.energy], words["subtype"].get(plant.subtype or "")))),
        "href": f"/centrale/{plant.slug}?{query}",
        "latitude": plant.latitude,
        "longitude": plant.longitude,
        "main": main or "",
        "capacity": amount(capacity, lang),
        "capacity_base": repr(capacity.number) if capacity else "",
        "capacity_in": capacity.unit.base if capacity else "",
        "place": " ".join(place(plant)),
        "places": place(plant),
        "region": plant.region,
        "status": words["status"][plant.status],
        "commissioned": day(plant.commissioned, lang),
        "description": plant.description,
        "owner": plant.owner_name,
        "links": [{"label": link.label, "url": link.url} for link in plant.links],
        "contact": _contact(plant.contact),
        "history": "history" in plant.card and main is not None,
        "logo": plant.logo and {"url": logo_url(plant.logo), "width": plant.logo.width, "height": plant.logo.height},
        "share": "" if given is None else words["element"]["share_of_capacity"].format(percent=percent(given, lang)),
        "share_number": "" if given is None else f"{min(given, 1.0):.3f}",
        "live": live(shown, plant, lang),
    }


def logo_url(logo: Logo) -> str:
    return f"/logo/{logo.name}.webp"


def _contact(contact: Contact | None) -> dict[str, str] | None:
    """With what a link to a telephone takes."""
    if contact is None:
        return None
    called = "".join(sign for sign in contact.phone if sign in "+0123456789")
    return {
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "called": called,
        "website": contact.website,
    }
