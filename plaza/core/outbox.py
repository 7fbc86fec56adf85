"""The outbox: post() inside an action, deliver_due() from the worker. A key that names the happening makes it once."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from plaza.core import bell, offices
from plaza.core.models import Message

LEASE = timedelta(seconds=60)
ATTEMPTS = 5
SWITCHED_OFF = "SwitchedOff"  # why a message was not sent: its reader has no account in use any more


def post(kind: str, *, key: str, to, at: datetime, facts=None, url: str = "", send_after=None) -> None:
    """Tell each of `to` once (in the app, and by e-mail when they have an address).

    `kind` names the template messages/<kind>.txt, first line the title; `facts` are JSON without
    personal data; the text is made in the reader's language when it is read or sent."""
    rows = []
    for user in {user.pk: user for user in to}.values():
        for channel in CHANNELS:
            if channel == "mail" and not (user.email and settings.EMAIL_ENABLED):
                continue
            rows.append(
                Message(
                    key=f"{key}:{channel}:{user.pk}",
                    kind=kind,
                    to=user,
                    channel=channel,
                    facts=facts or {},
                    url=url,
                    made_at=at,
                    send_after=send_after or at,
                )
            )
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    transaction.on_commit(partial(bell.ring, "plaza.core.tasks.deliver"))


def tell(obj, kind: str, to, *, at: datetime, url: str = "", **facts) -> None:
    """Tell `to` what has just happened to `obj`: call it after the move, in its transaction.

    The key is the happening: it holds the version that the move produced. The same happening again, by a repeated
    task, tells nobody; the next one tells again, also when it leads to a state that was there before."""
    meta = obj._meta
    key = f"{meta.model_name}:{obj.pk}:{kind}:{obj.version}"
    post(f"{meta.app_label}/{kind}", key=key, to=to, at=at, facts=facts, url=url)


def told_of(obj):
    """The messages about one object."""
    return Message.objects.filter(key__startswith=f"{obj._meta.model_name}:{obj.pk}:")


def quiet_until(at: datetime) -> datetime:
    """`at`, or the end of the office's quiet hours when `at` lies in them."""
    office = offices.current()
    local = timezone.localtime(at)
    start, end, now = office.quiet_from, office.quiet_until, local.time()
    inside = start <= now or now < end if start > end else start <= now < end
    if not inside:
        return at
    day = local.date() + timedelta(days=1 if now >= start and start > end else 0)
    return timezone.make_aware(datetime.combine(day, end))


def deliver_due(*, at: datetime, limit: int = 200) -> int:
    """Deliver what is due: each row is claimed by one conditional UPDATE. Returns how many were delivered.

    Nothing is sent to the address of somebody whose account is switched off: the row is given up and says why."""
    waiting = Message.objects.filter(sent_at=None, failed_at=None, send_after__lte=at)
    free = Q(claimed_at=None) | Q(claimed_at__lt=at - LEASE)
    done = 0
    for pk in list(waiting.filter(free).order_by("send_after", "id").values_list("pk", flat=True)[:limit]):
        if not waiting.filter(free, pk=pk).update(claimed_at=at, attempts=F("attempts") + 1):
            continue
        message = Message.objects.select_related("to__unit").get(pk=pk)
        if message.channel != "app" and not message.to.is_active:
            Message.objects.filter(pk=pk).update(error=SWITCHED_OFF, failed_at=at)
            continue
        try:
            CHANNELS[message.channel](message)
        except Exception as error:  # a poison row must not block the others
            failed = at if message.attempts >= ATTEMPTS else None
            Message.objects.filter(pk=pk).update(error=type(error).__name__[:120], failed_at=failed)
            continue
        done += Message.objects.filter(pk=pk, sent_at=None).update(sent_at=at, error="")
    return done


def longest_wait(*, at: datetime) -> timedelta:
    """How long the oldest message that is due has waited; zero when none waits. One that was given up does not wait."""
    due = Message.objects.filter(sent_at=None, failed_at=None, send_after__lte=at).order_by("send_after").first()
    return at - due.send_after if due else timedelta()


def render(message) -> tuple[str, str]:
    """Title and text in the active language."""
    text = render_to_string(f"messages/{message.kind}.txt", {"facts": message.facts, "message": message})
    title, _, body = text.strip().partition("\n")
    return title.strip(), body.strip()


def in_app_of(user):
    """The delivered in-app messages of one person."""
    return Message.objects.filter(to=user, channel="app").exclude(sent_at=None)


def _deliver_in_app(message):
    """Nothing to send: the row itself, once sent_at is set, is the notice."""


def _deliver_mail(message):
    language = message.to.language or offices.current().default_language
    with translation.override(language):
        title, body = render(message)
    link = f"\n\n{settings.BASE_URL}{message.url}" if message.url else ""
    send_mail(title, body + link, None, [message.to.email])


CHANNELS = {"app": _deliver_in_app, "mail": _deliver_mail}
