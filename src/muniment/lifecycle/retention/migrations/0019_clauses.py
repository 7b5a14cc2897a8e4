from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('retention', '0018_received'),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='clauses',
            field=models.JSONField(default=list),
        ),
    ]
