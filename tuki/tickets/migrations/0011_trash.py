"""The trash by its own index: without one, all tickets were read for the few in it."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("tickets", "0010_fewer_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                F("updated_at").desc(),
                F("id").desc(),
                name="ticket_trashed",
                condition=Q(trashed_at__isnull=False),
            ),
        ),
    ]
