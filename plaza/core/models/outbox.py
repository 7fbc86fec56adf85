from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from plaza.core.office_workflow import MESSAGE


class Message(models.Model):
    """The outbox: who is told what, a row of the same transaction as the happening. `key` makes it once."""

    workflow = MESSAGE

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
        verbose_name = _("Message")
        indexes = [
            models.Index(
                fields=["send_after", "id"], name="message_waiting", condition=models.Q(sent_at=None, failed_at=None)
            ),
            models.Index(fields=["to", "read_at"], name="message_of_person"),
        ]

    def __str__(self):
        return self.key
