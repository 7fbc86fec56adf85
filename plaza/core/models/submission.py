from django.conf import settings
from django.db import models


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
