"""`quelia admin create EMAIL`: the first or a further operator of the office."""

import argparse

from quelia import app
from quelia.cli.failure import Failure, using
from quelia.settings import load as load_settings
from quelia.texts import texts


def arguments(parser: argparse.ArgumentParser, help_texts: dict[str, str]) -> None:
    parser.add_argument("action", choices=("create",), help=help_texts["admin_action"])
    parser.add_argument("email", metavar=help_texts["email_name"], help=help_texts["email"])


def run(parsed: argparse.Namespace) -> int:
    settings = load_settings()
    with using(settings):
        app.prepare(settings)
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db import IntegrityError

    from quelia.admin.accounts import invite
    from quelia.admin.journal import facts, note

    try:
        validate_email(parsed.email)
        user, link = invite(parsed.email)
    except ValidationError as error:
        raise Failure("no_email", email=parsed.email) from error
    except IntegrityError as error:
        raise Failure("known_email", email=parsed.email) from error
    note("", "created", "person", user.email, after=facts(user))
    words = texts(parsed.lang, "cli")
    print(words["invited"].format(email=parsed.email, link=link))
    return 0
