"""Who may do what: roles are sets of permissions, grants give a role to somebody in a department."""

from django.db import models

from tuki.people.models.desk import Department
from tuki.people.models.person import Person


class Role(models.Model):
    """A named set of declared permissions; the built-in ones can be changed but not removed."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    permissions = models.JSONField(default=list)
    is_builtin = models.BooleanField(default=False)


class Grant(models.Model):
    """A person has a role in a department and everything below it, or everywhere when it names none."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, models.PROTECT, related_name="grants")
    department = models.ForeignKey(Department, models.CASCADE, null=True, related_name="grants")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "department"], name="grant_once"),
            models.UniqueConstraint(
                fields=["person", "role"], name="grant_once_everywhere", condition=models.Q(department=None)
            ),
        ]
