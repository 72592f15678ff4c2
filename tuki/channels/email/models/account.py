"""Accounts at mail providers into which the desk signs in without a password."""

from django.db import models


class MailAccount(models.Model):
    """An account at a mail provider that lets the desk in by OAuth 2.0 (RFC 6749); mailboxes and the outgoing server
    name it in place of a password.

    Secrets and tokens are sealed (context `mail-account`). Empty addresses and scope are those of the provider.
    Nobody has consented while `sealed_refresh_token` is empty; `failing_since`: since when there is no token to be had.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=120, unique=True)
    provider = models.CharField(max_length=16)
    tenant = models.CharField(max_length=120, default="", blank=True)
    client_id = models.CharField(max_length=254)
    sealed_client_secret = models.TextField(default="", blank=True)
    authorize_url = models.CharField(max_length=500, default="", blank=True)
    token_url = models.CharField(max_length=500, default="", blank=True)
    scope = models.CharField(max_length=1000, default="", blank=True)
    sealed_refresh_token = models.TextField(default="", blank=True)
    sealed_access_token = models.TextField(default="", blank=True)
    access_until = models.DateTimeField(null=True)
    granted_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failure = models.CharField(max_length=500, default="", blank=True)
