"""How people are known: what allauth asks of us. There is no sign-up; second factors are sealed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from quelia.admin.desk import desk
from quelia.store.models import Owner, User
from quelia.store.people import OPERATOR, OWNER
from quelia.store.vault import factor


class Accounts(DefaultAccountAdapter):  # type: ignore[misc] # it has no types
    """Nobody makes an account for himself, and nobody is locked out by another one's guesses."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - its own form
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        # never by the Host header of whoever asked
        return _absolute(reverse("account_reset_password_from_key", kwargs=_key_parts(key)))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # by address too: else whoever guesses would lock the one out who knows
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{request.META['REMOTE_ADDR']}"


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Seeds of second factors are stored sealed, as owners' secrets are, where `quelia keys` finds them."""

    def encrypt(self, text: str) -> str:
        """To be done alone (views/factors.py), until what is sealed is stored."""
        return desk().vault.seal([text], factor()).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises SecretMissing."""
        (text,) = desk().vault.unseal(bytes.fromhex(encrypted_text), factor())
        return text


def account(request: HttpRequest) -> User:
    """Who asks, on pages that nobody sees without an account."""
    assert isinstance(request.user, User)
    return request.user


def invite(email: str, owner: Owner | None = None, name: str = "") -> tuple[User, str]:
    """Make an account for an address, of an operator or of an owner's people. Returns it with its one-time link.

    Raises django.db.IntegrityError where there is one.
    """
    user = User(email=email.lower(), name=name, role=OWNER if owner else OPERATOR, owner=owner)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user, one_time_link(user)


def one_time_link(user: User) -> str:
    """Where its owner sets the password: good once, and for three days."""
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return _absolute(reverse("account_reset_password_from_key", kwargs=parts))


def _key_parts(key: str) -> dict[str, str]:
    uid, _, token = key.partition("-")
    return {"uidb36": uid, "key": token}


def _absolute(path: str) -> str:
    return f"{settings.QUELIA_PUBLIC_URL}{path}"
