"""Who may enter the office, and what was changed there."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

OPERATOR, OWNER = "operator", "owner"


class People(BaseUserManager["User"]):
    """Accounts by e-mail address; capitals make no other one."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """An operator, who may do everything, or somebody of an owner, who sees what is theirs."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=10, default=OWNER)
    owner = models.ForeignKey("store.Owner", on_delete=models.CASCADE, null=True, related_name="people")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = People()
    USERNAME_FIELD = EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role=OPERATOR, owner=None) | models.Q(role=OWNER, owner__isnull=False),
                name="owners_people_have_an_owner",
            )
        ]

    @property
    def is_operator(self) -> bool:
        return self.role == OPERATOR


class Change(models.Model):
    """A line of the journal: who did what to which thing. `by` stays when the account is gone.

    verb, kind: codes of `texts/`. before_after: {field: [before, after]}, never of what is secret.
    """

    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=254)
    verb = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=254)
    before_after = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
