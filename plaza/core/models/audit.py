from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One mutation, written in its transaction: who, act, object, field names, states, dates.

    Never a petitioner's words or personal data. `mac` is an HMAC over the canonical text with the number of the row."""

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    mac = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id", "id"], name="audit_of_object")]

    def __str__(self):
        return f"{self.act} {self.label}"


class AuditLink(models.Model):
    """A link of the chain: every entry from first to last, over the link before. See plaza.core.chain.

    `gaps`: of these numbers, the spans [first, last] that were drawn and not written: a transaction failed."""

    number = models.PositiveIntegerField(unique=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    gaps = models.JSONField(default=list)
    mac = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Proof of the record")

    def __str__(self):
        return f"{self.first_id}-{self.last_id}"


class Reveal(models.Model):
    """A look at sealed personal data: written before the value is sent."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    field = models.CharField(max_length=40)
    purpose = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["by", "at"], name="reveal_of_person")]

    def __str__(self):
        return f"{self.kind} {self.object_id} {self.field}"
