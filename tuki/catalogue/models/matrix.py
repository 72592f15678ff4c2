"""Priority matrices."""

from django.db import models
from django.db.models.functions import Coalesce

from tuki.people.models import Brand


class PriorityMatrix(models.Model):
    """How urgency and impact give a priority: of the whole desk, or of one brand that decides otherwise.

    `definition` is a `MatrixDefinition` as JSON. Without a row the built-in matrix holds.
    """

    id = models.BigAutoField(primary_key=True)
    brand = models.ForeignKey(Brand, models.CASCADE, null=True)
    definition = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(Coalesce("brand", 0), name="matrix_once_per_brand")]
