"""The certificate with which listeners offer STARTTLS (RFC 3207), read again when it was renewed on disk."""

from __future__ import annotations

import ssl
from pathlib import Path

import structlog
from django.conf import settings

logger = structlog.get_logger("tuki.mail")


class Certificate:
    """A certificate chain and its key as PEM files; None for both offers no encryption."""

    def __init__(self, chain: str | None, key: str | None) -> None:
        self._files = (Path(chain), Path(key)) if chain and key else None
        self._read: tuple[int, ...] = ()
        self._context: ssl.SSLContext | None = None

    @classmethod
    def from_settings(cls) -> Certificate:
        """The one that `TUKI_MAIL_CERTIFICATE` and `TUKI_MAIL_KEY` name."""
        return cls(*(settings.MAIL_CERTIFICATE or (None, None)))

    def context(self) -> ssl.SSLContext | None:
        """For the next connection, or None. A renewed certificate that cannot be read leaves the one before it."""
        if self._files is None:
            return None
        try:
            written = tuple(each.stat().st_mtime_ns for each in self._files)
            if written != self._read:
                context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
                context.load_cert_chain(*self._files)
                self._context, self._read = context, written
        except (OSError, ssl.SSLError) as error:
            logger.warning("mail_certificate_unreadable", error=str(error))
        return self._context
