"""How soon a result of a search was opened."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0005_shared_with_people")]

    operations = [
        migrations.AddField(
            model_name="asked",
            name="opened_after",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
