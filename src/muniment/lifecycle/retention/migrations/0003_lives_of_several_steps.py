"""What starts the clock, for how long and what then: written as the steps of a life."""

from typing import Any

from django.db import migrations, models


def _life(one: Any) -> str:
    if one.period_count is None:
        return str(one.action)
    unit = one.period_unit if one.period_count != 1 else one.period_unit[:-1]
    trigger = f"event:{one.event}" if one.trigger == "event" else one.trigger
    return f"{one.action} {one.period_count} {unit} after {trigger}"


def write_lives(apps: Any, schema_editor: Any) -> None:
    """Write the life of every version from its columns."""
    versions = apps.get_model("retention", "RuleVersion")
    for one in versions.objects.iterator():
        versions.objects.filter(pk=one.pk).update(life=_life(one))


class Migration(migrations.Migration):
    dependencies = [("retention", "0002_rule_without_used_at")]

    operations = [
        migrations.AddField(
            "ruleversion", "life", models.CharField(max_length=2000, default=""), False
        ),
        migrations.RunPython(write_lives, migrations.RunPython.noop),
        migrations.RemoveConstraint("ruleversion", "event_trigger_names_its_event"),
        migrations.RemoveConstraint("ruleversion", "period_is_whole"),
        *(
            migrations.RemoveField("ruleversion", name)
            for name in ("trigger", "event", "period_count", "period_unit")
        ),
        migrations.AddField(
            "eventhappened", "value", models.CharField(blank=True, default="", max_length=200), False
        ),
    ]
