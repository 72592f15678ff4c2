"""Indexes that another one begins with, or that nobody asks, cost every new ticket a page of the database each."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

# As Django named them; `_like` ones are PostgreSQL's. Dropped by name, as SQLite would copy the table for each field.
INDEXES = (
    "tickets_ticket_brand_id_61398ff5",
    "tickets_ticket_kind_id_a67bc79e",
    "tickets_ticket_kind_id_a67bc79e_like",
    "tickets_ticket_category_id_710dbfd0",
    "tickets_ticket_resolution_id_26a64266",
    "tickets_ticket_resolution_id_26a64266_like",
    "tickets_ticket_assignee_id_3a5aa407",
    "tickets_ticket_requester_id_2072a2f2",
    "tickets_ticket_organisation_id_46625674",
    "tickets_message_ticket_id_a1134910",
)


def _unindexed(model, name, to, **options):
    field = models.ForeignKey(to=to, on_delete=django.db.models.deletion.PROTECT, db_index=False, **options)
    return migrations.AlterField(model_name=model, name=name, field=field)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0009_reply_type")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL([f"DROP INDEX IF EXISTS {name}" for name in INDEXES])],
            state_operations=[
                _unindexed("ticket", "brand", "people.brand"),
                _unindexed("ticket", "kind", "catalogue.kind"),
                _unindexed("ticket", "category", "catalogue.category", null=True),
                _unindexed("ticket", "resolution", "tickets.resolution", null=True),
                _unindexed("ticket", "assignee", "people.person", null=True, related_name="assigned_tickets"),
                _unindexed("ticket", "requester", "people.person", related_name="requested_tickets"),
                _unindexed("ticket", "organisation", "people.organisation", null=True),
                migrations.AlterField(
                    model_name="message",
                    name="ticket",
                    field=models.ForeignKey(
                        to="tickets.ticket",
                        on_delete=django.db.models.deletion.CASCADE,
                        db_index=False,
                        related_name="messages",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index("assignee", name="ticket_of_assignee", condition=Q(assignee__isnull=False)),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index("category", name="ticket_of_category", condition=Q(category__isnull=False)),
        ),
    ]
