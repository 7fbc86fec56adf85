from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations, models


def day_of(apps, schema_editor):
    """The day alone: the time of a stub told which line of the counts it belongs to."""
    stubs, zone = apps.get_model("petitions", "SealedStub"), ZoneInfo(settings.TIME_ZONE)
    for stub in stubs.objects.iterator():
        stubs.objects.filter(pk=stub.pk).update(received_on=stub.received_at.astimezone(zone).date())


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0002_words_for_the_record"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="WaitingEnvelope",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_key", models.CharField(max_length=32)),
                ("said_sealed", models.TextField()),
            ],
            options={"verbose_name": "Sealed envelope"},
        ),
        migrations.CreateModel(
            name="Trace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wiped", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="SealingProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_key", models.CharField(max_length=32)),
                ("said_sealed", models.TextField()),
                ("at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "petition",
                    models.OneToOneField(
                        on_delete=models.deletion.PROTECT, related_name="proposal", to="petitions.petition"
                    ),
                ),
            ],
            options={"verbose_name": "Proposal to seal"},
        ),
        migrations.AddField(
            model_name="sealedstub",
            name="received_on",
            field=models.DateField(null=True, verbose_name="received on"),
        ),
        migrations.AddField(
            model_name="sealedstub",
            name="decision",
            field=models.CharField(blank=True, max_length=120, default="", verbose_name="recorded decision"),
            preserve_default=False,
        ),
        migrations.RunPython(day_of, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="sealedstub",
            name="received_on",
            field=models.DateField(verbose_name="received on"),
        ),
        migrations.RemoveField(model_name="sealedstub", name="received_at"),
        migrations.AlterModelOptions(
            name="sealedstub",
            options={"ordering": ["-received_on", "-id"], "verbose_name": "Sealed envelope"},
        ),
    ]
