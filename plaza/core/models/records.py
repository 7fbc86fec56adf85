from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """One mutation, written in its transaction: who, act, object, field names, states, dates.

    Never a petitioner's words or personal data. `mac` is an HMAC over the canonical text."""

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


class AuditSeal(models.Model):
    """A link of the chain: the entries first..last, their number and digest, over the seal before."""

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    mac = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self):
        return f"{self.first_id}-{self.last_id}"


class Message(models.Model):
    """The outbox: who is told what, a row of the same transaction as the happening. `key` makes it once."""

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=40)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    channel = models.CharField(max_length=8)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    send_after = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=120, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["send_after", "id"], name="message_waiting", condition=models.Q(sent_at=None, failed_at=None)
            ),
            models.Index(fields=["to", "read_at"], name="message_of_person"),
        ]

    def __str__(self):
        return self.key


class Sequence(models.Model):
    """A counter. The UPDATE that raises it holds its row until the transaction ends."""

    name = models.CharField(max_length=60, unique=True)
    value = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.name}: {self.value}"


class Submission(models.Model):
    """One creating form, once. The unique key is the lock; the row outlives what it made."""

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    object_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=60, blank=True)

    def __str__(self):
        return f"{self.kind} {self.label}"


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


class Heartbeat(models.Model):
    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    def __str__(self):
        return self.name
