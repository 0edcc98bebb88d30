"""The office: Django's side of the house."""
