"""Proof of who somebody is. Secrets are kept as digests, or sealed where they must be read again."""

from django.db import models

from tuki.people.models.person import Person


class Session(models.Model):
    """A browser that is signed in. The cookie holds the token; here is only its digest."""

    id = models.BigAutoField(primary_key=True)
    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="sessions")
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    network = models.CharField(max_length=45, default="")
    browser = models.CharField(max_length=200, default="")
    way = models.CharField(max_length=16, default="password")


class ApiToken(models.Model):
    """A key for programs: acts as its person, within its scopes (empty: all that the person may)."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)


class OneTimeLink(models.Model):
    """A link that signs somebody in once: customers from a mail, invited agents, the first-run wizard."""

    id = models.BigAutoField(primary_key=True)
    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="links")
    purpose = models.CharField(max_length=16)
    address = models.CharField(max_length=254, default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Totp(models.Model):
    """A second factor by time-based codes (RFC 6238). `last_step` stops a code from being used twice."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="totp")
    sealed_secret = models.TextField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """A code that replaces the second factor once."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)


class Passkey(models.Model):
    """A WebAuthn credential: signs in without a password."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=120)
    credential_id = models.CharField(max_length=400, unique=True)
    credential = models.TextField()
    sign_count = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
