"""What a customer is worth: tiers as rows, and the value of an organisation or of somebody without one."""

from django.db import models
from django.db.models import Q

from tuki.people.models.person import Organisation, Person


class Tier(models.Model):
    """A class of customers with its weight (0 to 100) in the order of work. Built-in names are translated by code."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    weight = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(weight__lte=100), name="tier_weight_at_most_100")]


class Standing(models.TextChoices):
    """Whether the customer tries or pays; empty where nobody knows."""

    UNKNOWN = ""
    TRIAL = "trial"
    PAYING = "paying"


class CustomerValue(models.Model):
    """Of exactly one customer: an organisation, or a person who belongs to none.

    `revenue_per_month` is in whole units of the desk's currency. `weight` is what `weight_of` makes of the row.
    """

    id = models.BigAutoField(primary_key=True)
    organisation = models.OneToOneField(Organisation, models.CASCADE, null=True, related_name="value")
    person = models.OneToOneField(Person, models.CASCADE, null=True, related_name="value")
    tier = models.ForeignKey(Tier, models.PROTECT, null=True)
    plan = models.CharField(max_length=80, default="", blank=True)
    revenue_per_month = models.PositiveBigIntegerField(null=True)
    standing = models.CharField(max_length=8, choices=Standing, default="", blank=True)
    weight = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True, person__isnull=False)
                | Q(organisation__isnull=False, person__isnull=True),
                name="value_of_one_customer",
            )
        ]
