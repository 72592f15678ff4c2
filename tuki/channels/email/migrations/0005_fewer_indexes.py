"""Indexes that another one begins with, or that nobody asks, cost every mail a page of the database each."""

from django.db import migrations, models
from django.db.models import Q

# As Django named them; dropped by name, as SQLite would copy the table for each field.
INDEXES = (
    "email_journal_mailbox_id_557349ec",
    "email_journal_department_id_377a26ab",
    "email_journal_ticket_id_148a7c62",
    "email_outgoingmail_ticket_id_1d497e25",
    "email_outgoingmail_message_id_d709b5c3",
    "email_outgoingmail_department_id_3234a365",
)


def _unindexed(model, name, to, on_delete, **options):
    field = models.ForeignKey(to=to, on_delete=on_delete, db_index=False, null=True, **options)
    return migrations.AlterField(model_name=model, name=name, field=field)


class Migration(migrations.Migration):
    dependencies = [("email", "0004_mail_text_builtin")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL([f"DROP INDEX IF EXISTS {name}" for name in INDEXES])],
            state_operations=[
                _unindexed("journal", "mailbox", "email.mailbox", models.SET_NULL),
                _unindexed("journal", "department", "people.department", models.SET_NULL),
                _unindexed("journal", "ticket", "tickets.ticket", models.SET_NULL),
                _unindexed("outgoingmail", "ticket", "tickets.ticket", models.CASCADE, related_name="outgoing"),
                _unindexed("outgoingmail", "message", "tickets.message", models.CASCADE, related_name="outgoing"),
                _unindexed("outgoingmail", "department", "people.department", models.SET_NULL),
            ],
        ),
        migrations.AddIndex(
            model_name="journal",
            index=models.Index(fields=["mailbox"], name="journal_of_mailbox", condition=Q(mailbox__isnull=False)),
        ),
    ]
