"""Categories."""

from django.db import models
from django.db.models.functions import Coalesce

from tuki.people.models import Department


class Category(models.Model):
    """What a ticket is about: a place in a tree.

    `names` holds names in other languages by their code; `name` is shown where there is none. New tickets of the
    category go to `department` when nothing else says where. An inactive one stays on its tickets but is not offered.
    """

    id = models.BigAutoField(primary_key=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    name = models.CharField(max_length=120)
    names = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    department = models.ForeignKey(Department, models.SET_NULL, null=True, related_name="+")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Coalesce("parent", 0), "name", name="category_once_below_its_parent"),
        ]
