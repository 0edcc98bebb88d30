"""The table of the office's pages. A page more is one line here, and one in access.py."""

from allauth.usersessions.views import list_usersessions
from django.urls import include, path

from quelia.admin.views import (
    answers,
    board,
    drafts,
    embedding,
    exchange,
    factors,
    home,
    invitation,
    invitations,
    letters,
    logos,
    people,
    plants,
    previews,
    publishing,
    pushing,
    pushkeys,
    review,
    secrets,
    sources,
    state,
    technician,
)
from quelia.admin.views.maps import MAPS, map_list
from quelia.admin.views.owners import OWNERS
from quelia.admin.views.plants import PLANTS
from quelia.admin.views.presets import source_presets
from quelia.admin.views.rows import deleted, edited, listed, made

_PAGES = [
    path("", home.office_home, name="office_home"),
    path("premier/", home.office_first, name="office_first"),
    path("journal/", home.journal, name="journal"),
    path("exploitants/", listed(OWNERS), name="owner_list"),
    path("exploitants/nouveau/", made(OWNERS), name="owner_new"),
    path("exploitants/<slug:slug>/", edited(OWNERS), name="owner_edit"),
    path("exploitants/<slug:slug>/logo/", logos.owner_logo, name="owner_logo"),
    path("exploitants/<slug:slug>/supprimer/", deleted(OWNERS), name="owner_delete"),
    path("exploitants/<slug:slug>/lettre/", letters.owner_letter, name="owner_letter"),
    path("exploitants/<slug:slug>/lettre/fichier/", letters.owner_letter_file, name="owner_letter_file"),
    path("exploitants/<slug:slug>/lettre/imprimer/", letters.owner_letter_print, name="owner_letter_print"),
    path("exploitants/<slug:slug>/lettre/envoyer/", letters.owner_letter_send, name="owner_letter_send"),
    path("centrales/", listed(PLANTS), name="plant_list"),
    path("centrales/importer/", exchange.plant_import, name="plant_import"),
    path("centrales/exporter.csv", exchange.plant_export, name="plant_export"),
    path("centrales/exporter.geojson", exchange.plant_export_geojson, name="plant_export_geojson"),
    path("centrales/nouvelle/", made(PLANTS), name="plant_new"),
    path("centrales/<slug:slug>/", plants.plant_show, name="plant_show"),
    path("centrales/<slug:slug>/modifier/", edited(PLANTS), name="plant_edit"),
    path("centrales/<slug:slug>/publier/", publishing.plant_publish, name="plant_publish"),
    path("centrales/<slug:slug>/apercu/", previews.plant_preview, name="plant_preview"),
    path("centrales/<slug:slug>/apercu/lien/", previews.plant_preview_link, name="plant_preview_link"),
    path("centrales/<slug:slug>/apercu/retirer/", previews.plant_preview_withdraw, name="plant_preview_withdraw"),
    path("centrales/<slug:slug>/suspendre/", plants.plant_pause, name="plant_pause"),
    path("centrales/<slug:slug>/logo/", logos.plant_logo, name="plant_logo"),
    path("centrales/<slug:slug>/integrer/", embedding.plant_embed, name="plant_embed"),
    path("centrales/<slug:slug>/supprimer/", deleted(PLANTS), name="plant_delete"),
    path("sources/", board.source_list, name="source_list"),
    path("sources/systemes/", source_presets, name="source_presets"),
    path("sources/nouvelle/", sources.source_new, name="source_new"),
    path("sources/nouvelle/envoi/", pushing.push_new, name="push_new"),
    path("sources/<slug:slug>/cles/", pushkeys.push_keys, name="push_keys"),
    path("sources/<slug:slug>/cles/nouvelle/", pushkeys.push_key_new, name="push_key_new"),
    path("sources/<slug:slug>/cles/<int:number>/revoquer/", pushkeys.push_key_revoke, name="push_key_revoke"),
    path("sources/<slug:slug>/bridge.toml", pushkeys.push_bridge_file, name="push_bridge_file"),
    path("sources/<slug:slug>/modifier/", sources.source_edit, name="source_edit"),
    path("sources/<slug:slug>/secret/", secrets.source_secret, name="source_secret"),
    path("sources/<slug:slug>/publier/", drafts.source_accept, name="source_accept"),
    path("sources/<slug:slug>/abandonner/", drafts.source_discard, name="source_discard"),
    path("sources/<slug:slug>/", board.source_show, name="source_show"),
    path("sources/<slug:slug>/supprimer/", sources.source_delete, name="source_delete"),
    path("sources/<slug:slug>/lien/", technician.source_link, name="source_link"),
    path("sources/<slug:slug>/lien/retirer/", technician.source_link_withdraw, name="source_link_withdraw"),
    path("cartes/", map_list, name="map_list"),
    path("cartes/nouvelle/", made(MAPS), name="map_new"),
    path("cartes/<slug:slug>/", edited(MAPS), name="map_edit"),
    path("cartes/<slug:slug>/integrer/", embedding.map_embed, name="map_embed"),
    path("cartes/<slug:slug>/supprimer/", deleted(MAPS), name="map_delete"),
    path("comptes/", people.people_list, name="people_list"),
    path("comptes/nouveau/", people.people_new, name="people_new"),
    path("comptes/<int:number>/lien/", people.people_link, name="people_link"),
    path("comptes/<int:number>/supprimer/", people.people_delete, name="people_delete"),
    path("reponses/", answers.answer_list, name="answer_list"),
    path("reponses/lire/", answers.answer_read, name="answer_read"),
    path("reponses/<int:number>/", review.answer_show, name="answer_show"),
    path("reponses/<int:number>/essayer/", review.answer_try, name="answer_try"),
    path("reponses/<int:number>/accepter/", review.answer_accept, name="answer_accept"),
    path("reponses/<int:number>/ecarter/", review.answer_decline, name="answer_decline"),
    path("reponses/<int:number>/centrale/", review.answer_plant, name="answer_plant"),
    path("reponses/<int:number>/contact/", review.answer_contact, name="answer_contact"),
    path("reponses/<int:number>/ecrire/", review.answer_reply, name="answer_reply"),
    path("invitations/nouvelle/", invitations.invitation_new, name="invitation_new"),
    path("invitations/<int:number>/", invitations.invitation_show, name="invitation_show"),
    path("invitations/<int:number>/rappeler/", invitations.invitation_remind, name="invitation_remind"),
    path("invitations/<int:number>/retirer/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path("sessions/", list_usersessions, name="usersessions_list"),
    # before allauth's own, which have the same names and paths
    path("mfa/totp/activate/", factors.totp_new, name="mfa_activate_totp"),
    path("mfa/webauthn/add/", factors.passkey_new, name="mfa_add_webauthn"),
    path("mfa/recovery-codes/", factors.codes_shown, name="mfa_view_recovery_codes"),
    path("mfa/recovery-codes/generate/", factors.codes_new, name="mfa_generate_recovery_codes"),
    path("mfa/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]

urlpatterns = [
    path("admin/", include(_PAGES)),
    path("reponse/<str:token>", invitation.invitation, name="invitation"),
    path("suivi/<str:token>", state.answer_state, name="answer_state"),
]

handler400 = "quelia.admin.views.refusals.unreadable"
handler404 = "quelia.admin.views.refusals.not_found"
handler429 = "quelia.admin.views.refusals.too_many"
handler500 = "quelia.admin.views.refusals.failed"
