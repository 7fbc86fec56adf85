from django.db import models


class SearchRow(models.Model):
    """What can be found of one object: folded text, never a phone or an ID number.

    The grams of `text` and the scope tokens stand beside it: in a tsvector column on PostgreSQL, in an
    FTS5 table on SQLite (migration 0002). Only plaza.core.search writes here."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_search_row")]

    def __str__(self):
        return f"{self.kind} {self.object_id}"
