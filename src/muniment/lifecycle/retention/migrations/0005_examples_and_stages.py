"""Examples, a scope note and the stages of a review; the one reviewer becomes a stage."""

from typing import Any

from django.db import migrations, models

DEFAULT = ("records_manager", "information_asset_owner")
CAN_SIGN = ("team_records_officer", "departmental_records_officer", "data_steward", "siro")


def write_stages(apps: Any, schema_editor: Any) -> None:
    """Whoever was named to review signs after those who sign anyway."""
    versions = apps.get_model("retention", "RuleVersion")
    for role in CAN_SIGN:
        stages = ";".join((*DEFAULT, role))
        versions.objects.filter(review_role=role).update(review_stages=stages)


def _text() -> models.TextField:  # type: ignore[type-arg]
    return models.TextField(blank=True, default="")


class Migration(migrations.Migration):
    dependencies = [("retention", "0004_steps_done_and_years")]

    operations = [
        migrations.AddField("ruleversion", "examples", _text(), False),
        migrations.AddField("ruleversion", "scope_note", _text(), False),
        migrations.AddField(
            "ruleversion",
            "review_stages",
            models.CharField(blank=True, default="", max_length=200),
            False,
        ),
        migrations.RunPython(write_stages, migrations.RunPython.noop),
        migrations.RemoveField("ruleversion", "review_role"),
    ]
