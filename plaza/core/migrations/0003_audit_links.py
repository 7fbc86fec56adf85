from django.db import migrations


class Migration(migrations.Migration):
    """The links of the audit chain are called links."""

    dependencies = [("core", "0002_search_index")]
    operations = [migrations.RenameModel("AuditSeal", "AuditLink")]
