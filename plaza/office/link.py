"""The one-time link to the set-up page. Only the digest of its token is kept."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from plaza.core import offices
from plaza.core.errors import NotPossible
from plaza.core.models import Office, SetupLink
from plaza.core.numbering import token_digest

VALID = timedelta(hours=24)


def make(at: datetime) -> str:
    """A new path to the set-up page, valid for 24 hours; links made before and not used end with it.

    Raises NotPossible when the office is set up already."""
    if Office.objects.filter(pk=1, ready=True).exists():
        raise NotPossible(_("The office is set up already."))
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        SetupLink.objects.filter(used_at=None).delete()
        SetupLink.objects.create(digest=token_digest(token), made_at=at)
    return reverse("office:setup", args=[token])


def find(token: str, *, at: datetime) -> SetupLink | None:
    """The link of this token while it can be used: new, unused, and the office not set up yet."""
    offices.forget()
    if offices.current().ready:
        return None
    return SetupLink.objects.filter(digest=token_digest(token), used_at=None, made_at__gt=at - VALID).first()


def use(row: SetupLink, *, at: datetime) -> None:
    """Spend the link. Raises NotPossible when somebody else was quicker."""
    if not SetupLink.objects.filter(pk=row.pk, used_at=None).update(used_at=at):
        raise NotPossible(_("This link has been used already."))
