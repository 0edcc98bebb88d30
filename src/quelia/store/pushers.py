"""Who may send readings: keys, of which only a hash is kept."""

from django.db import models


class PushKey(models.Model):
    """A key with which readings of one source are sent. digest: SHA-256 of it, in hexadecimals; hint: its last two characters.

    name: for whom it was made. revoked_at: null while it is good.
    """

    source = models.ForeignKey("store.Source", on_delete=models.CASCADE, related_name="push_keys")
    name = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=2)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
