"""Priorities that were set before there was a matrix stay: they count as overridden."""

from django.db import migrations

REASON = "Set before there was a priority matrix."


def keep(apps, schema_editor):
    apps.get_model("tickets", "Ticket").objects.exclude(priority=3).filter(priority_reason="").update(
        priority_reason=REASON
    )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_urgency_and_impact")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
