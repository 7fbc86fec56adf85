import hashlib
import hmac
import json
from datetime import UTC

from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

AT_ONCE = 2000


def seal_anew(apps, editor):
    """Write the record in the new way, and say so in it.

    What did not fit before is left as it is and goes on not to fit: an entry that was changed, a link over entries
    that were taken away."""
    _again(apps, _entry_before, _link_before, _entry_now, _link_now)


def as_before(apps, editor):
    _again(apps, _entry_now, _link_now, _entry_before, _link_before)


def _again(apps, entry_was, link_was, entry_is, link_is):
    AuditEntry, AuditLink = apps.get_model("core", "AuditEntry"), apps.get_model("core", "AuditLink")
    links = list(AuditLink.objects.order_by("last_id"))
    ends, before_was, before_is, after = iter([*links, None]), "", "", None
    link, was, now, entries = next(ends), [], [], 0
    for entry in _all(AuditEntry):
        while link and entry.pk > link.last_id:
            before_was, before_is = _close(link, links, after, before_was, before_is, was, now, link_was, link_is)
            after, link, was, now = link.last_id, next(ends), [], []
        after = entry.pk - 1 if after is None else after
        was.append((entry.pk, entry.mac))
        if hmac.compare_digest(entry.mac, _mac(entry_was(entry))):
            entry.mac = _mac(entry_is(entry))
            AuditEntry.objects.filter(pk=entry.pk).update(mac=entry.mac)
            entries += 1
        now.append((entry.pk, entry.mac))
    while link:
        before_was, before_is = _close(link, links, after, before_was, before_is, was, now, link_was, link_is)
        after, link, was, now = link.last_id, next(ends), [], []
    if entries:
        said = AuditEntry.objects.create(
            at=timezone.now(), act="seal_anew", kind="core.auditlink", facts={"entries": entries, "links": len(links)}
        )
        AuditEntry.objects.filter(pk=said.pk).update(mac=_mac(entry_is(said)))


def _close(link, links, after, before_was, before_is, was, now, link_was, link_is):
    """Number one link and write its digest anew, when it was right; returns the digests it had and has."""
    mac_was = link.mac
    right = len(was) == link.count and hmac.compare_digest(mac_was, _mac(link_was(link, before_was, was)))
    link.number = links.index(link) + 1
    after = link.first_id - 1 if after is None else after
    link.first_id, link.gaps = after + 1, _gaps(after, [pk for pk, _ in now], link.last_id)
    if right:
        link.mac = _mac(link_is(link, before_is, now))
    link.save()
    return mac_was, link.mac


def _all(model):
    """Every entry, in pieces: what is written while a cursor stands open may come twice."""
    last = 0
    while rows := list(model.objects.filter(id__gt=last).order_by("id")[:AT_ONCE]):
        yield from rows
        last = rows[-1].pk


def _gaps(after, numbers, end):
    gaps = []
    for number in [*numbers, end + 1]:
        if number > after + 1:
            gaps.append([after + 1, number - 1])
        after = number
    return gaps


def _said(entry):
    when = entry.at.astimezone(UTC).isoformat(timespec="seconds")
    return [when, entry.by_id, entry.act, entry.kind, entry.object_id, entry.label, entry.facts]


def _entry_before(entry):
    return json.dumps(_said(entry), ensure_ascii=False, sort_keys=True, default=str)


def _entry_now(entry):
    return json.dumps([entry.pk, *_said(entry)], ensure_ascii=False, sort_keys=True, default=str)


def _link_before(link, before, rows):
    return before + _rows(rows)


def _link_now(link, before, rows):
    when = link.made_at.astimezone(UTC).isoformat(timespec="seconds")
    parts = [link.number, link.first_id, link.last_id, link.count, link.gaps, when, before]
    return json.dumps(parts) + _rows(rows)


def _rows(rows):
    return "".join(f"{pk}:{mac}" for pk, mac in rows)


def _mac(text):
    key = hashlib.sha256(b"plaza.audit" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


class Migration(migrations.Migration):
    """The number of an entry, the number of a link and the gaps before it are part of what proves the record."""

    dependencies = [("core", "0004_words_for_the_record")]
    operations = [
        migrations.AddField("auditlink", "number", models.PositiveIntegerField(null=True)),
        migrations.AddField("auditlink", "gaps", models.JSONField(default=list)),
        migrations.RunPython(seal_anew, as_before),
        migrations.AlterField("auditlink", "number", models.PositiveIntegerField(unique=True)),
        migrations.AlterModelOptions("auditlink", {"verbose_name": "Proof of the record"}),
    ]
