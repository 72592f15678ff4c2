"""A mail ready to be placed: understood, its files on disk, its language guessed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec
from django.conf import settings

from tuki.channels.email.intake.understanding import Question, Understood, understand
from tuki.channels.email.reading import Mail, MailFile, Reader, ReadingFailed
from tuki.kernel import files
from tuki.kernel.languages import SCRIPTS, languages_of
from tuki.tickets.commands.files import NewFile

_LANGUAGE_SAMPLE = 2_000
_LANGUAGE_NEEDS = 40
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Understood)
_own = threading.local()


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """What a mail says, the files that it brings, and its language (empty when too short to tell)."""

    said: Understood
    files: tuple[NewFile, ...]
    language: str

    @property
    def mail(self) -> Mail:
        return self.said.mail

    def but_repeated(self) -> Prepared:
        """The same, marked as sharing its Message-ID with another mail (F009)."""
        said = msgspec.structs.replace(self.said, marks=(*self.said.marks, "repeated_id"))
        return msgspec.structs.replace(self, said=said)


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """A mail on its way to the guarded process of this thread."""

    question: Question
    encoded: bytes

    def begin(self) -> None:
        """Has the mail read already; `prepare` then only waits for what is left of it."""
        _thread_reader().begin(self.encoded)


def asking(raw: bytes, *, envelope_from: str | None, own_addresses: Sequence[str]) -> Asking:
    """What the guarded process is asked about a mail."""
    question = Question(raw=raw, envelope_from=envelope_from, own_addresses=own_addresses, own_hosts=own_hosts())
    return Asking(question=question, encoded=_encoder.encode(question))


def prepare(asked: Asking, *, is_wanted: bool = False) -> Prepared:
    """Has the mail read in the guarded process and writes its files to disk, synced.

    Raises `ReadingFailed`; a mail that `is_wanted` as a ticket all the same becomes an empty one with the raw file.
    Refuses `disk_full`.
    """
    try:
        said = _decoder.decode(_thread_reader().answer(asked.encoded))
    except ReadingFailed as failure:
        if not is_wanted:
            raise
        whole = MailFile("original.eml", "message/rfc822", asked.question.raw, origin="rest")
        said = understand(asked.question, Mail(files=(whole,), defects=(failure.reason,)))
    return Prepared(said=said, files=_write_files(said), language=_language(said.text))


def own_hosts() -> list[str]:
    """The desk's own web host; links of strangers must not lead into it unseen."""
    host = urlsplit(settings.BASE_URL).hostname
    return [host] if host else []


def _thread_reader() -> Reader:
    """The guarded child of this thread; it lives as long as the thread works."""
    if not hasattr(_own, "reader"):
        _own.reader = Reader(module="tuki.channels.email.intake.child")
    reader: Reader = _own.reader
    return reader


def _write_files(said: Understood) -> tuple[NewFile, ...]:
    written = files.write_all([each.content for each in said.mail.files])
    return tuple(
        NewFile(
            key=key,
            written=content,
            name=each.name,
            type=each.type,
            content_id=each.content_id or "",
            is_inline=each.inline,
        )
        for key, each, content in zip(said.keys, said.mail.files, written, strict=True)
    )


def _language(text: str) -> str:
    sample = text[:_LANGUAGE_SAMPLE]
    if sum(map(str.isalpha, sample)) < _LANGUAGE_NEEDS:
        return ""
    enabled = [code for code, _ in settings.LANGUAGES if code in SCRIPTS]
    return next(iter(languages_of(sample, enabled)), "")
