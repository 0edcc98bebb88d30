"""Who may ask for what. A route that does not stand here is refused to everybody."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from quelia.admin.views.refusals import refused

Role = Literal["anonymous", "owner", "operator"]

_OPERATORS: frozenset[Role] = frozenset({"operator"})
_PEOPLE: frozenset[Role] = frozenset({"owner", "operator"})
_EVERYBODY: frozenset[Role] = frozenset({"anonymous", "owner", "operator"})

# by the name of the route
ACCESS: Mapping[str, frozenset[Role]] = {
    **dict.fromkeys(
        (
            "account_login", "account_logout", "account_inactive", "account_reset_password", "account_reset_password_done",
            "account_reset_password_from_key", "account_reset_password_from_key_done", "mfa_authenticate",
            "mfa_login_webauthn", "mfa_trust", "office_first", "invitation", "answer_state",
        ),
        _EVERYBODY,
    ),
    **dict.fromkeys(
        (
            "account_reauthenticate", "account_change_password", "usersessions_list", "mfa_index", "mfa_reauthenticate",
            "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn",
            "mfa_remove_webauthn", "mfa_edit_webauthn", "office_home", "plant_list", "plant_show", "plant_pause",
            "plant_preview", "plant_embed", "source_secret", "push_keys", "push_key_new", "push_key_revoke", "push_bridge_file",
        ),
        _PEOPLE,
    ),
    **dict.fromkeys(
        (
            "owner_list", "owner_new", "owner_edit", "owner_delete", "plant_new", "plant_edit", "plant_delete",
            "plant_publish", "map_list", "map_new", "map_edit", "map_delete", "people_list", "people_new", "people_delete",
            "people_link", "journal", "source_list", "source_presets", "source_new", "source_edit", "source_delete",
            "source_accept", "source_discard", "plant_preview_link", "plant_preview_withdraw",
            "plant_import", "plant_export", "plant_export_geojson", "owner_logo", "plant_logo",
            "push_new", "source_show", "source_link", "source_link_withdraw", "map_embed",
            "answer_list", "answer_read", "answer_show", "answer_try", "answer_accept", "answer_decline", "answer_plant",
            "answer_contact", "answer_reply", "invitation_new", "invitation_show", "invitation_remind",
            "invitation_withdraw",
            "owner_letter", "owner_letter_file", "owner_letter_print", "owner_letter_send",
        ),
        _OPERATORS,
    ),
}  # fmt: skip


def role_of(request: HttpRequest) -> Role:
    if not request.user.is_authenticated:
        return "anonymous"
    return "operator" if request.user.is_operator else "owner"


class Access:
    """Django middleware: the last one, so that nothing stands between this and the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        route = request.resolver_match.url_name if request.resolver_match else None
        role = role_of(request)
        if role in ACCESS.get(route or "", frozenset()):
            return None
        if role == "anonymous" and route in ACCESS:
            # what was sent is lost with the session: where it went to has no page to come back to
            return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("office_home"))
        return refused(request)
