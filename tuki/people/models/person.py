"""Whom we know: persons with their addresses, organisations with their domains."""

import secrets

from django.db import models


def fresh_version() -> int:
    """A version of somebody's rights that no other had: a random number of 31 bits."""
    return secrets.randbelow(2**31 - 1) + 1


class Organisation(models.Model):
    """A customer: a firm, an authority, a school. Its domains bring new contacts to it."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=160, unique=True)
    notes = models.TextField(default="", blank=True)
    is_active = models.BooleanField(default=True)


class OrganisationDomain(models.Model):
    """Mail from this domain comes from the organisation. Free-mail domains are refused."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, unique=True)


class Person(models.Model):
    """Anybody: an agent, a contact of an organisation, or somebody who wrote once.

    `email` repeats the main address for lists. `access_version` is another one after every change of the person's
    rights, so that every remembered copy of them is dropped; it is random, so that none comes back after a
    transaction that was undone.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=160)
    email = models.CharField(max_length=254, default="", blank=True)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="contacts")
    sees_organisation = models.BooleanField(default=False)
    language = models.CharField(max_length=8, default="", blank=True)
    time_zone = models.CharField(max_length=64, default="", blank=True)
    signature = models.TextField(default="", blank=True)
    password = models.CharField(max_length=200, default="", blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    access_version = models.PositiveIntegerField(default=fresh_version)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="person_by_name"),
            models.Index(fields=["id"], name="person_staff", condition=models.Q(is_staff=True)),
        ]


class AddressKind(models.TextChoices):
    EMAIL = "email"
    PHONE = "phone"
    TELEGRAM = "telegram"


class PersonAddress(models.Model):
    """How somebody is reached. `normal` is the form in which addresses are compared, unique per kind."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=10, choices=AddressKind, default=AddressKind.EMAIL)
    address = models.CharField(max_length=254)
    normal = models.CharField(max_length=254)
    verified_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "normal"], name="address_belongs_to_one")]
