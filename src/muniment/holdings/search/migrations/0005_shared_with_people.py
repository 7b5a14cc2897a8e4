"""A saved search can be shared with single people."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0004_saved_and_noted")]

    operations = [
        migrations.RemoveConstraint(model_name="sharedwith", name="saved_search_shared_once"),
        migrations.AddField(
            model_name="sharedwith",
            name="person",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="sharedwith",
            name="unit",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddConstraint(
            model_name="sharedwith",
            constraint=models.UniqueConstraint(
                fields=("search", "unit", "person"), name="saved_search_shared_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedwith",
            constraint=models.CheckConstraint(
                condition=models.Q(unit="") ^ models.Q(person=""), name="saved_search_shared_with"
            ),
        ),
    ]
