"""Accounts: invited by an operator, known by e-mail; a link that is good once lets them choose a password."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quelia.admin.accounts import invite, one_time_link
from quelia.admin.forms.worded import WordedForm
from quelia.admin.journal import facts, note
from quelia.admin.language import spoken
from quelia.store import models
from quelia.texts import texts


class _Owners(forms.ModelChoiceField):  # type: ignore[type-arg] # it takes none when it runs
    def label_from_instance(self, obj: models.Owner) -> str:
        return obj.name


class PersonForm(WordedForm):
    """owner: empty for an operator."""

    table = "person"

    email = forms.EmailField(max_length=254)
    name = forms.CharField(max_length=100, required=False)
    owner = _Owners(models.Owner.objects.order_by("name"), required=False, to_field_name="slug")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.empty_label = texts(spoken(), "office")["field"]["person"]["operator"]


@require_GET
def people_list(request: HttpRequest) -> HttpResponse:
    people = models.User.objects.select_related("owner").order_by("email")
    return render(request, "office/people.html", {"people": people})


@require_http_methods(["GET", "POST"])
def people_new(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                user, link = invite(given["email"], given["owner"], given["name"])
        except IntegrityError:
            form.add_error("email", texts(spoken(), "office")["known_address"])
        else:
            note(request, "created", "person", user.email, after=facts(user))
            return render(request, "office/invited.html", {"person": user, "link": link})
    status = 422 if form.is_bound else 200
    return render(request, "office/edit.html", {"kind": "person", "form": form}, status=status)


@require_POST
def people_link(request: HttpRequest, number: int) -> HttpResponse:
    """A new one-time link, for who lost the first or the password."""
    user = get_object_or_404(models.User, pk=number)
    note(request, "linked", "person", user.email)
    return render(request, "office/invited.html", {"person": user, "link": one_time_link(user), "again": True})


@require_http_methods(["GET", "POST"])
def people_delete(request: HttpRequest, number: int) -> HttpResponse:
    user = get_object_or_404(models.User, pk=number)
    itself = user == request.user
    if request.method == "POST" and not itself:
        before = facts(user)
        user.delete()
        note(request, "deleted", "person", before["email"], before=before)  # type: ignore[arg-type]
        messages.success(request, texts(spoken(), "office")["said"]["person_deleted"])
        return redirect("people_list")
    context = {"kind": "person", "named": user.email, "itself": itself, "held_by": []}
    return render(request, "office/delete.html", context, status=409 if request.method == "POST" else 200)
