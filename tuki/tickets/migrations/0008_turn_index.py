from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_turn")]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                "turn_at",
                "id",
                name="ticket_turn",
                condition=Q(trashed_at__isnull=True) & Q(is_open=True) & Q(turn_at__isnull=False),
            ),
        ),
    ]
