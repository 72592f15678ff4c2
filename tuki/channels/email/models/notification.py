"""What each agent wants to hear by mail."""

from django.db import models

from tuki.people.models import Person


class NotificationSettings(models.Model):
    """An agent's own choice; without a row the usual one holds. `choices` maps an occasion to always, away or never."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="notifications")
    choices = models.JSONField(default=dict)
    is_quiet = models.BooleanField(default=False)
