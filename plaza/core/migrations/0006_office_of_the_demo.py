from django.db import migrations, models


def mark_the_demo(apps, editor):
    """An office whose accounts are all of the demo is the demo's."""
    users = apps.get_model("core", "User").objects
    if users.filter(demo=True).exists() and not users.filter(demo=False).exists():
        apps.get_model("core", "Office").objects.update(demo=True)


class Migration(migrations.Migration):
    dependencies = [("core", "0005_audit_numbers")]
    operations = [
        migrations.AddField("office", "demo", models.BooleanField(default=False)),
        migrations.RunPython(mark_the_demo, migrations.RunPython.noop),
    ]
