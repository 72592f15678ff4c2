"""Who we are: brands, departments with their addresses, teams with their line."""

from django.db import models


class Brand(models.Model):
    """A name under which the desk answers, with the prefix of its ticket numbers.

    A reply to a closed ticket reopens it within `reopen_within_days` when the brand `reopens_closed`; otherwise, and
    later, it opens a ticket that follows the old one.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=12, unique=True)
    language = models.CharField(max_length=8, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    close_after_days = models.PositiveSmallIntegerField(default=3)
    reopens_closed = models.BooleanField(default=True)
    reopen_within_days = models.PositiveSmallIntegerField(default=30)


class Department(models.Model):
    """A place where requests are answered, with sub-departments below it."""

    id = models.BigAutoField(primary_key=True)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="departments")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    name = models.CharField(max_length=120)
    signature = models.TextField(default="", blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="department_once_per_brand")]


class DepartmentAddress(models.Model):
    """A mail address that belongs to a department; mail to it is routed there."""

    id = models.BigAutoField(primary_key=True)
    department = models.ForeignKey(Department, models.CASCADE, related_name="addresses")
    address = models.CharField(max_length=254)
    normal = models.CharField(max_length=254, unique=True)
    is_main = models.BooleanField(default=False)


class Team(models.Model):
    """Agents who work together on one support line (1, 2 or 3). `lead` hears first when time runs out."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=120, unique=True)
    line = models.PositiveSmallIntegerField(default=1)
    department = models.ForeignKey(Department, models.SET_NULL, null=True, related_name="teams")
    members = models.ManyToManyField("people.Person", through="TeamMember", related_name="teams")
    lead = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="leads", db_index=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(line__in=[1, 2, 3]), name="line_is_1_2_or_3")]


class TeamMember(models.Model):
    """Somebody belongs to a team."""

    team = models.ForeignKey(Team, models.CASCADE)
    person = models.ForeignKey("people.Person", models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="member_once_per_team")]
