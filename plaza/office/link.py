"""The one-time link to the set-up page. Only the digest of its token is kept, and it opens nothing any more once there
is an administrator: from then on the set-up asks who is signed in."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from plaza.core.errors import NotPossible
from plaza.core.models import Office, SetupLink, User
from plaza.core.numbering import token_digest

VALID = timedelta(hours=24)


def make(at: datetime) -> str:
    """A new path to the set-up page, valid for 24 hours; links made before and not used end with it.

    Raises NotPossible when the office is set up already, or has an administrator who can go on."""
    if Office.objects.filter(pk=1, ready=True).exists():
        raise NotPossible(_("The office is set up already."))
    if User.objects.exists():
        raise NotPossible(_("There is an administrator already."))
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        SetupLink.objects.filter(used_at=None).delete()
        SetupLink.objects.create(digest=token_digest(token), made_at=at)
    return reverse("office:setup", args=[token])


def opens(token: str, *, at: datetime) -> bool:
    """Whether this token opens the set-up: new, unused, and nobody there yet who could sign in."""
    known = SetupLink.objects.filter(digest=token_digest(token), used_at=None, made_at__gt=at - VALID)
    return known.exists() and not User.objects.exists()


def spend(*, at: datetime) -> None:
    SetupLink.objects.filter(used_at=None).update(used_at=at)
