from django.db import migrations


def under_other(apps, schema_editor):
    """Every confidential guided matter counts under “other”: its category would tell what it is."""
    other = apps.get_model("core", "Category").objects.filter(other=True).order_by("pk").first()
    if other:
        bare = {"petition__confidential": True, "petition__outcome": "guided"}
        apps.get_model("followup", "Case").objects.filter(**bare).update(category=other)


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0003_wrong_codes_are_counted_below"),
        ("petitions", "0003_envelopes"),
        ("core", "0009_key_marks"),
    ]
    operations = [migrations.RunPython(under_other, migrations.RunPython.noop)]
