from datetime import timedelta

from django.db import migrations, models

DAY = 24 * 3600


def look_often(apps, schema_editor):
    """The job was due once a day and took a backup; now it looks whether one is due. What somebody
    has set differently stays as it is."""
    schedules = apps.get_model("jobs", "Schedule")
    daily = schedules.objects.filter(kind="backup.take", every_seconds=DAY)
    daily.update(every_seconds=30, next_at=models.F("next_at") - timedelta(days=1))


class Migration(migrations.Migration):
    dependencies = [("backup", "0001_initial"), ("jobs", "0001_initial")]

    operations = [migrations.RunPython(look_often, migrations.RunPython.noop)]
