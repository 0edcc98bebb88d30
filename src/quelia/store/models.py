"""What is kept of owners, plants, maps and sources. Readings are plain SQL: see series.py."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, models, transaction

from quelia.domain.plant import USUAL_CARD
from quelia.store.errors import DatabaseUnusable
from quelia.texts import DEFAULT


def usual_card() -> list[str]:
    return list(USUAL_CARD)


class Owner(models.Model):
    """The company that has plants."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.CharField(max_length=254, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    website = models.CharField(max_length=400, blank=True)


class Plant(models.Model):
    """What the map shows. capacity: as declared, with its unit; paused: the wording shown instead of the value.

    links: `{"label", "url"}` each. card: which facts the public is told, see `domain/plant.py`.
    """

    slug = models.SlugField(max_length=80, unique=True)
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="plants")
    name = models.CharField(max_length=200)
    energy = models.CharField(max_length=20)
    subtype = models.CharField(max_length=20, null=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    capacity = models.CharField(max_length=40, blank=True)
    published = models.BooleanField(default=False)
    status = models.CharField(max_length=20, default="operating")
    commissioned = models.CharField(max_length=10, blank=True)
    commune = models.CharField(max_length=120, blank=True)
    intercommunality = models.CharField(max_length=120, blank=True, default="", db_default="")
    region = models.CharField(max_length=120, blank=True)
    description = models.TextField(blank=True)
    links = models.JSONField(default=list, db_default=[])
    contact_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    contact_email = models.CharField(max_length=254, blank=True, default="", db_default="")
    contact_phone = models.CharField(max_length=40, blank=True, default="", db_default="")
    website = models.CharField(max_length=400, blank=True, default="", db_default="")
    card = models.JSONField(default=usual_card, db_default=usual_card())
    timezone = models.CharField(max_length=60, default="Europe/Paris")
    paused = models.CharField(max_length=200, null=True)
    simulated = models.BooleanField(default=False)


class Logo(models.Model):
    """A picture of an owner, or of a plant that has its own. name: random, the address it is served at; width, height in px."""

    name = models.CharField(max_length=40, unique=True)
    owner = models.OneToOneField(Owner, on_delete=models.CASCADE, null=True, related_name="logo")
    plant = models.OneToOneField(Plant, on_delete=models.CASCADE, null=True, related_name="logo")
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()


class Map(models.Model):
    """A selection of plants, with its look. owners, plants: lists of slugs; both null for all."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    owners = models.JSONField(null=True)
    plants = models.JSONField(null=True)
    accent = models.CharField(max_length=7, blank=True, default="", db_default="")
    background = models.CharField(max_length=10, default="auto", db_default="auto")
    sites = models.JSONField(default=list, db_default=[])


class Source(models.Model):
    """One place to get readings. `auth` says how secrets are shown, `secrets` holds them sealed, in the same order.

    pushed: it is never asked, and has no url; who has one of its keys sends.
    """

    slug = models.SlugField(max_length=80, unique=True)
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="sources")
    url = models.CharField(max_length=2000)
    pushed = models.BooleanField(default=False, db_default=False)
    auth = models.JSONField(default=list)
    secrets = models.BinaryField(null=True)
    interval_s = models.FloatField(default=5)
    timeout_s = models.FloatField(default=3)
    history_s = models.FloatField(null=True, default=60)
    daily_quota = models.PositiveIntegerField(null=True)
    stale_after_s = models.FloatField(null=True)
    null = models.CharField(max_length=20, default="no_production")
    night = models.CharField(max_length=10, default="as_read", db_default="as_read")
    timestamp_path = models.CharField(max_length=400, null=True)
    timezone = models.CharField(max_length=60, default="Europe/Paris")
    status_path = models.CharField(max_length=400, null=True)
    status_ok = models.JSONField(default=list)
    ca_file = models.CharField(max_length=400, null=True)
    ca = models.TextField(null=True)
    pin = models.CharField(max_length=100, null=True)
    revision = models.PositiveIntegerField(default=1)


class Point(models.Model):
    """A line of a source. A plant has at most one point per quantity."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="points")
    plant = models.ForeignKey(Plant, on_delete=models.CASCADE, related_name="points")
    quantity = models.CharField(max_length=30)
    position = models.PositiveSmallIntegerField(default=0)
    path = models.CharField(max_length=400)
    unit = models.CharField(max_length=20, null=True)
    unit_path = models.CharField(max_length=400, null=True)
    scale = models.FloatField(default=1)
    minimum = models.FloatField(null=True)
    maximum = models.FloatField(null=True)
    pick = models.CharField(max_length=10, default="only")
    number = models.CharField(max_length=10, default="json")
    nulls = models.JSONField(default=list)
    since = models.FloatField(default=0)  # see domain/source.py

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["plant", "quantity"], name="one_point_per_quantity")]


class Draft(models.Model):
    """A source that is being tried out: `content` is what a file for `quelia load` would say of it, without secrets."""

    slug = models.SlugField(max_length=80, unique=True)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="drafts")
    content = models.JSONField()
    secrets = models.BinaryField(null=True)
    revision = models.PositiveIntegerField(default=0)
    since = models.FloatField(default=0)  # of all its points


class Preview(models.Model):
    """The links to a plant's preview. withdrawn: how many times all that were given out by then were taken back.

    until: when the last of those that are good ends; null where none is.
    """

    plant = models.OneToOneField(Plant, on_delete=models.CASCADE, primary_key=True)
    withdrawn = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True)


class TrialLink(models.Model):
    """The links with which technicians try a source out, be it a draft or accepted. withdrawn, until: as for `Preview`."""

    slug = models.SlugField(max_length=80, primary_key=True)
    withdrawn = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True)


class Invitation(models.Model):
    """A link that an owner was sent, to a form where he answers for one of his plants, or for one that we do not know yet.

    nonce: 128 random bits that the link repeats. email: empty where an operator hands the link on himself. until: when it
    ends. reminded_at: when it was last repeated; ended_at: when it was used or withdrawn.
    """

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="invitations")
    plant = models.ForeignKey(Plant, on_delete=models.CASCADE, null=True, related_name="invitations")
    lang = models.CharField(max_length=5, default=DEFAULT)
    email = models.CharField(max_length=254, blank=True)
    nonce = models.CharField(max_length=22, unique=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)


class Answer(models.Model):
    """What an owner answered for one plant, by a form or by a letter: `content` as in admin/answers.py, without secrets.

    secrets: sealed, in the order of the keys of `content`. nonce: 128 random bits that the link to its state repeats.
    received_at: null while the owner is still at it. ended_at, verdict: when an operator took it over or put it aside.
    source: the slug of what it became.
    """

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, null=True, related_name="answers")
    plant = models.ForeignKey(Plant, on_delete=models.SET_NULL, null=True, related_name="answers")
    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, null=True, related_name="answer")
    lang = models.CharField(max_length=5, default=DEFAULT)
    content = models.JSONField()
    secrets = models.BinaryField(null=True)
    nonce = models.CharField(max_length=22, unique=True)
    begun_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, blank=True)  # accepted, declined
    source = models.CharField(max_length=80, blank=True)


class Revision(models.Model):
    """One row that grows with each change of the catalog: a running server sees by it that it must load anew."""

    number = models.PositiveBigIntegerField(default=0)

    @staticmethod
    def note() -> None:
        Revision.objects.get_or_create(id=1)
        Revision.objects.filter(id=1).update(number=models.F("number") + 1)


@contextmanager
def atomic() -> Iterator[None]:
    """All of what is done within, or nothing. Raises DatabaseUnusable."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        raise DatabaseUnusable from error


from quelia.store.people import Change, User  # noqa: E402 - their tables name these
from quelia.store.pushers import PushKey  # noqa: E402

__all__ = [
    "Answer",
    "Change",
    "Draft",
    "Invitation",
    "Logo",
    "Map",
    "Owner",
    "Plant",
    "Point",
    "Preview",
    "PushKey",
    "Revision",
    "Source",
    "TrialLink",
    "User",
    "atomic",
]
