"""What every page's shell shows: office, menu, notices. One place knows which page belongs to whom."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from plaza.core import offices
from plaza.core.models import Message

# (permission, url name, label, url prefixes that keep the entry current)
MENU = [
    ("evaluation.see", "evaluation:overview", _("Overview"), ("/overview",)),
    ("events.see", "events:list", _("Events"), ("/events",)),
    ("petitions.register", "petitions:desks", _("Desks"), ("/desks",)),
    ("petitions.queue", "petitions:queues", _("Queue"), ("/queue",)),
    ("followup.handle", "followup:work", _("Work list"), ("/work",)),
    ("followup.see", "followup:ledger", _("Ledger"), ("/cases",)),
    ("followup.progress", "followup:feedback", _("To be told today"), ("/feedback",)),
    ("petitions.stubs", "petitions:stubs", _("Sealed envelopes"), ("/stubs",)),
    ("core.administer", "office:settings", _("Settings"), ("/office",)),
]


def shell(request):
    office = offices.current()
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "office": office,
        "office_name": office.name or "Plaza",
        "office_phone": office.phone,
        "demo": settings.DEMO,
        "menu": _menu(request, user) if signed_in else [],
        "notice_count": _unread(user) if signed_in else 0,
        "search_url": reverse("followup:ledger") if signed_in and user.has_perm("followup.see") else "",
        "languages": [pair for pair in settings.LANGUAGES if pair[0] in office.offered_languages],
        "text_size": user.text_size if signed_in else request.COOKIES.get("plaza_text", ""),
        "theme": user.theme if signed_in else "",
    }


def _menu(request, user):
    entries = []
    for permission, name, label, prefixes in MENU:
        if not user.has_perm(permission):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        current = request.path_info.startswith(prefixes)
        entries.append({"url": url, "label": label, "current": current, "count": None})
    return entries


def _unread(user):
    return Message.objects.filter(to=user, channel="app", read_at=None).exclude(sent_at=None).count()
