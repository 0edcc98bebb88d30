"""An owner: the company that has plants."""

from django import forms

from quelia.admin.forms.entry import EntryForm


class OwnerForm(EntryForm):
    table = "owner"

    name = forms.CharField(max_length=200)
    contact_name = forms.CharField(max_length=200, required=False)
    contact_email = forms.EmailField(max_length=254, required=False)
    contact_phone = forms.CharField(max_length=40, required=False)
    website = forms.CharField(max_length=400, required=False, widget=forms.URLInput)
