"""What stood before: names that units no longer bear, units that people have left. Papers and the record show those
of their time; plaza.core.past reads them."""

from django.conf import settings
from django.db import models


class FormerName(models.Model):
    """The name a unit bore until then (改名). The name it bears now stands with the unit."""

    unit = models.ForeignKey("core.Unit", models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=60)
    until = models.DateTimeField()

    class Meta:
        ordering = ["until", "id"]

    def __str__(self):
        return self.name


class FormerUnit(models.Model):
    """The unit a member of staff belonged to until then."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="former_units")
    unit = models.ForeignKey("core.Unit", models.PROTECT, related_name="+")
    until = models.DateTimeField()

    class Meta:
        ordering = ["until", "id"]

    def __str__(self):
        return f"{self.user_id} {self.unit_id}"
