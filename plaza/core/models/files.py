from django.conf import settings
from django.db import models


class File(models.Model):
    """A stored attachment. It is reached only under its owner's URL, loaded by the owner's `_for(user)`."""

    path = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self):
        return self.name
