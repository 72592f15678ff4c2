"""Reply templates and whose favourites they are."""

from django.db import models

from tuki.automation.models.owned import Owned
from tuki.people.models import Person


class ReplyTemplate(Owned):
    """A text to begin an answer with. `texts`: language code → text with placeholders."""

    texts = models.JSONField(default=dict)


class FavouriteTemplate(models.Model):
    """An agent wants a template first in the list."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE)
    template = models.ForeignKey(ReplyTemplate, models.CASCADE, related_name="favourites")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "template"], name="favourite_once")]
