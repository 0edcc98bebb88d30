"""Django's own settings, made from quelia's."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from quelia.settings import Settings
from quelia.store.kept import address
from quelia.texts import DEFAULT, languages

_IDLE_S, _LONGEST_S = 30 * 60, 12 * 3600  # of a session: unused, and in all
_APPS = (
    "django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "django.contrib.messages",
    "django.contrib.humanize", "quelia.store.apps.StoreConfig", "allauth", "allauth.account", "allauth.mfa",
    "allauth.usersessions",
)  # fmt: skip
_MIDDLEWARE = (
    "quelia.admin.headers.OfficeHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "quelia.admin.language.Language",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "quelia.admin.idle.Idle",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "quelia.admin.views.refusals.Closed",
    "quelia.admin.access.Access",
)


def values(settings: Settings, keys: Sequence[bytes], *, first_visit: bool = False) -> dict[str, object]:
    """What `django.conf.settings.configure` takes.

    keys: those that sign, the one in use last. first_visit: whether who comes first may make the first account.
    """
    *older, newest = (key.hex() for key in keys)
    public = urlsplit(settings.public_url)
    secure = public.scheme == "https"
    prefix = "__Host-" if secure else ""
    return {
        "DEBUG": False,
        "SECRET_KEY": newest,
        "SECRET_KEY_FALLBACKS": older,
        "USE_TZ": True,
        "TIME_ZONE": "Europe/Paris",  # of what is shown; what is stored is in UTC
        "LANGUAGE_CODE": DEFAULT,
        "LANGUAGES": [(each.code, each.name) for each in languages()],
        "LOGGING_CONFIG": None,
        "INSTALLED_APPS": list(_APPS),
        "MIDDLEWARE": list(_MIDDLEWARE),
        "ROOT_URLCONF": "quelia.admin.urls",
        "STATIC_URL": "/admin/static/",
        "TEMPLATES": [_templates()],
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "DATABASES": {"default": _database(settings.database_file)},
        "ALLOWED_HOSTS": [public.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"],
        # a cookie of the whole host and of https only cannot be set by its neighbours
        "SESSION_SERIALIZER": "quelia.admin.sessions.Sealed",
        "SESSION_COOKIE_NAME": f"{prefix}quelia",
        "SESSION_COOKIE_AGE": _LONGEST_S,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": f"{prefix}quelia-form",
        "CSRF_COOKIE_SECURE": secure,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_FAILURE_VIEW": "quelia.admin.views.refusals.forged",
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
        "FILE_UPLOAD_HANDLERS": ["quelia.admin.uploads.Bounded"],
        "CACHES": {"default": _memory()},
        **_people(),
        **_mail(settings),
        "QUELIA_KEYS": list(keys),
        "QUELIA_CA_FILE": settings.ca_file,
        "QUELIA_PUBLIC_URL": settings.public_url.rstrip("/"),
        "QUELIA_CONTACT": (settings.contact_name, settings.contact_email, settings.contact_phone),
        "QUELIA_FIRST_VISIT": first_visit,
        "QUELIA_IDLE_S": _IDLE_S,
        "QUELIA_LONGEST_S": _LONGEST_S,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not secure,  # browsers allow it on this machine only
    }


def _database(file: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": address(file),
        "OPTIONS": {
            "timeout": 10,
            # a transaction that reads first and writes later would otherwise fail when another wrote meanwhile
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
        },
    }


def _memory() -> dict[str, object]:
    """Where guesses are counted, and codes that are used up. The usual 300 would let who guesses push his count out."""
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}


def _templates() -> dict[str, object]:
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(Path(__file__).parent / "templates")],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {
                "office": "quelia.admin.templatetags.office",
                "board": "quelia.admin.templatetags.board",
                "requests": "quelia.admin.templatetags.requests",
                "sending": "quelia.admin.templatetags.sending",
            },
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "quelia.admin.context.office",
            ],
        },
    }


def _people() -> dict[str, object]:
    """Accounts: by e-mail and password, a second factor, no sign-up."""
    rules, forms = "quelia.admin.passwords", "quelia.admin.forms.account"
    return {
        "AUTH_USER_MODEL": "store.User",
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"{rules}.Long", "OPTIONS": {"min_length": 12}},
            {"NAME": f"{rules}.Unlike", "OPTIONS": {"user_attributes": ["email", "name"]}},
            {"NAME": f"{rules}.Uncommon"},
        ],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "office_home",
        "ACCOUNT_FORMS": {
            "login": f"{forms}.Login",
            "reset_password": f"{forms}.ResetPassword",
            "reset_password_from_key": f"{forms}.ResetPasswordKey",
            "change_password": f"{forms}.ChangePassword",
            "reauthenticate": f"{forms}.Reauthenticate",
        },
        "MFA_FORMS": {
            "authenticate": f"{forms}.Authenticate",
            "reauthenticate": f"{forms}.ReauthenticateByCode",
            "activate_totp": f"{forms}.ActivateTotp",
            "add_webauthn": f"{forms}.AddPasskey",
            "edit_webauthn": f"{forms}.RenamePasskey",
        },
        "ACCOUNT_ADAPTER": "quelia.admin.accounts.Accounts",
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
        "ACCOUNT_EMAIL_VERIFICATION": "none",  # who has the link that was sent there has the address
        "ACCOUNT_EMAIL_NOTIFICATIONS": True,
        "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
        "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_REAUTHENTICATION_METHODS": ("password", "mfa"),
        # of links too only by who asks: else one could keep another from getting his
        "ACCOUNT_RATE_LIMITS": {"reset_password": "5/m/ip,30/h/ip"},
        "ACCOUNT_LOGOUT_REDIRECT_URL": "account_login",
        "MFA_ADAPTER": "quelia.admin.accounts.Factors",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_TOTP_ISSUER": "Quelia",
        "MFA_TOTP_TOLERANCE": 1,
        "USERSESSIONS_TRACK_ACTIVITY": False,
    }


def _mail(settings: Settings) -> dict[str, object]:
    sender = settings.contact_email or "quelia@localhost"
    told: dict[str, object] = {"DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender}
    if not settings.smtp:
        folder = str(settings.folder / "mail")
        return told | {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": folder}
    url = urlsplit(settings.smtp)
    return told | {
        "EMAIL_BACKEND": "quelia.admin.smtp.Postman",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or (465 if url.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp",
        "EMAIL_TIMEOUT": 10,
    }
