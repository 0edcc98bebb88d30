"""How people are known: what allauth asks of us. There is no sign-up; second factors are sealed."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from allauth.core.internal.ratelimit import truncate_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import lazy

from quelia.admin.browser import browser
from quelia.admin.desk import desk
from quelia.admin.language import spoken
from quelia.admin.mail import absolute, letter, post
from quelia.store.models import Owner, User
from quelia.store.people import OPERATOR, OWNER
from quelia.store.vault import factor
from quelia.texts import texts

_BETWEEN_LINKS_S = 60

# found when it is shown, in the language of that request
_said: Callable[[str], Any] = lazy(lambda code: texts(spoken(), "account")["error"][code], str)


class Accounts(DefaultAccountAdapter):  # type: ignore[misc] # it has no types
    """Nobody makes an account for himself, and nobody is locked out by another one's guesses."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        code: _said(code)
        for code in (
            "account_inactive", "email_password_mismatch", "enter_current_password", "incorrect_password",
            "incorrect_code", "invalid_password_reset", "too_many_login_attempts", "rate_limited",
        )
    }  # fmt: skip

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - its own form
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        return absolute(reverse("account_reset_password_from_key", kwargs=_key_parts(key)))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("mfa_index")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        kind = PurePosixPath(template_prefix).name
        # one link a minute: whoever knows an address could fill its mailbox. The last one is still good
        if kind != "password_reset_key" or cache.add(f"reset:{email}", 1, _BETWEEN_LINKS_S):
            post(letter(kind, email, context))

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *_: Any, **__: Any
    ) -> None:
        """Those that say nothing new have no words."""
        kind = PurePosixPath(message_template or "").stem
        said = texts(spoken(), "account")["said"].get(kind)
        if said and (kind != "password_changed" or request.user.is_authenticated):  # else the page says it
            messages.add_message(request, level, said)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # by address too: else whoever guesses would lock the one out who knows
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{truncate_ip(request.META['REMOTE_ADDR'])}"


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Seeds of second factors are stored sealed, as owners' secrets are, where `quelia keys` finds them."""

    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {"incorrect_code": _said("incorrect_code")}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002, ARG002 - its own
        """That of the device, most often."""
        return browser(context.request.headers.get("User-Agent", ""))

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
    return absolute(reverse("account_reset_password_from_key", kwargs=parts))


def _key_parts(key: str) -> dict[str, str]:
    uid, _, token = key.partition("-")
    return {"uidb36": uid, "key": token}
