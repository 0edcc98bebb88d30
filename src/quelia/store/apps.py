"""Tells Django where the models are."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "quelia.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
