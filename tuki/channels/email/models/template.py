"""Texts of mails that the desk writes by itself, as changed by the administrators."""

from django.db import models

from tuki.people.models import Brand


class MailTemplate(models.Model):
    """A changed text; without a row the built-in one of the language is used. Placeholders only, no code.

    `is_builtin`: it was changed once and says again what is built in; of the row only its versions are left.
    """

    id = models.BigAutoField(primary_key=True)
    brand = models.ForeignKey(Brand, models.CASCADE, null=True)
    code = models.CharField(max_length=32)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    is_active = models.BooleanField(default=True)
    is_builtin = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "code", "language"], name="template_once"),
            models.UniqueConstraint(
                fields=["code", "language"], name="template_once_for_all", condition=models.Q(brand=None)
            ),
        ]
