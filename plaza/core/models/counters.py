from django.db import models


class Sequence(models.Model):
    """A counter. The UPDATE that raises it holds its row until the transaction ends."""

    name = models.CharField(max_length=60, unique=True)
    value = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.name}: {self.value}"


class Heartbeat(models.Model):
    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    def __str__(self):
        return self.name


class KeyMark(models.Model):
    """The digest of one key of this installation, see plaza.core.fingerprint."""

    name = models.CharField(max_length=60, unique=True)
    digest = models.CharField(max_length=64)

    def __str__(self):
        return self.name


class WrongTry(models.Model):
    """Wrong guesses at a password or a query code, counted under the digest of what they were made at."""

    subject = models.CharField(max_length=64, unique=True)
    tries = models.PositiveIntegerField()
    last_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return self.subject
