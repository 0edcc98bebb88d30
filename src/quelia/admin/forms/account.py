"""allauth's forms in our words: labels and hints come from `texts/*/account.json`, by the field's name."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn

from quelia.admin.forms.worded import word
from quelia.admin.language import spoken
from quelia.texts import texts


class Worded:
    """A label stands above its field, and in no field as well."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self.fields, texts(spoken(), "account")["field"])
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class Login(Worded, account.LoginForm):  # type: ignore[misc] # it has no types
    pass


class ResetPassword(Worded, account.ResetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordKey(Worded, account.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ChangePassword(Worded, account.ChangePasswordForm):  # type: ignore[misc]
    pass


class Reauthenticate(Worded, account.ReauthenticateForm):  # type: ignore[misc]
    pass


class Authenticate(Worded, mfa.AuthenticateForm):  # type: ignore[misc]
    pass


class ReauthenticateByCode(Worded, mfa.ReauthenticateForm):  # type: ignore[misc]
    pass


class ActivateTotp(Worded, totp.ActivateTOTPForm):  # type: ignore[misc]
    pass


class AddPasskey(Worded, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    pass


class RenamePasskey(Worded, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    pass
