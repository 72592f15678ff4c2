from django.db import migrations, models
from django.db.models import F


def place(apps, schema_editor):
    """Nobody weighs yet: the turn comes by waiting alone."""
    apps.get_model("tickets", "Ticket").objects.filter(waiting_since__isnull=False).update(turn_at=F("waiting_since"))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_category")]

    operations = [
        migrations.AddField(model_name="ticket", name="turn_at", field=models.DateTimeField(null=True)),
        migrations.RunPython(place, migrations.RunPython.noop),
    ]
