from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('retention', '0017_halves'),
    ]

    operations = [
        migrations.AddField(
            model_name='disposition',
            name='received_on',
            field=models.DateField(null=True),
        ),
    ]
