"""What a password must be: long, and not the first that others would try. Django's rules in our words."""

from django.contrib.auth import password_validation as rules

from quelia.admin.language import spoken
from quelia.texts import texts


class Long(rules.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _said("password_too_short")


class Uncommon(rules.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _said("password_too_common")


class Unlike(rules.UserAttributeSimilarityValidator):
    """Like nothing that others know of this person."""

    def get_error_message(self) -> str:
        return _said("password_too_similar")


def _said(code: str) -> str:
    sentence: str = texts(spoken(), "account")["error"][code]
    return sentence
