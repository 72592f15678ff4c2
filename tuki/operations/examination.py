"""Everything that `tuki doctor` looks at: the health checks, and what is too slow for a page."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from django.apps import apps
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from tuki.channels.email.outgoing.queries import outgoing_state
from tuki.kernel import chain, files
from tuki.kernel.database.safety import weak_settings
from tuki.kernel.health import Problem, Severity, run_checks
from tuki.kernel.keys import unknown_key
from tuki.kernel.models import Job, JobState, StoredFile
from tuki.kernel.secrets import keyring
from tuki.operations.digests import Tell, say_nothing
from tuki.operations.keeping import last_scrub, scrub_files
from tuki.operations.migrating import missing_migrations
from tuki.operations.sweeping import unnamed_files

SAMPLE = 200
MOST_NAMED = 20


class Finding(msgspec.Struct, frozen=True):
    """A thing that was looked at, and what is wrong with it; nothing when all is well."""

    name: str
    problems: list[Problem]

    @property
    def is_red(self) -> bool:
        return any(each.severity is Severity.ERROR for each in self.problems)


def examine(*, deep: bool = False, tell: Tell = say_nothing) -> Iterator[Finding]:
    """Looks at one thing after the other. `deep` reads every stored file again, else the newest 200."""
    pending = missing_migrations()
    yield Finding("migrations", [Problem("migrations_pending", _pending(pending))] if pending else [])
    yield Finding("durability", [Problem("weak_setting", each) for each in weak_settings()])
    if pending:
        return  # nothing else can be asked of tables that are not as expected
    for name, problems in run_checks().items():
        yield Finding(name, problems + (_parked_jobs() if name == "jobs" else []))
    yield Finding("mail out", _mail_out())
    yield Finding("secrets", _secrets())
    yield Finding("event log", _broken_log())
    yield Finding("stored files", (_all_files(tell) if deep else _newest_files()) + _unnamed_files())


def _pending(names: list[str]) -> str:
    return _("%(names)s are missing. Run tuki prepare.") % {"names": ", ".join(names)}


def _parked_jobs() -> list[Problem]:
    """Each parked job with the last line of its error."""
    rows = Job.objects.filter(state=JobState.PARKED).order_by("id")[:MOST_NAMED]
    return [
        Problem("job_parked", f"{row.kind} {row.payload}: {(row.error.strip().splitlines() or ['?'])[-1][:300]}")
        for row in rows
    ]


def _mail_out() -> list[Problem]:
    state, problems = outgoing_state(), []
    if state.is_paused:
        sentence = _("No mail leaves: %(reason)s. An administrator releases it in the settings.")
        problems.append(Problem("outgoing_paused", sentence % {"reason": state.pause_reason}, Severity.WARNING))
    if not state.server and state.waiting_count:
        sentence = _(
            "%(count)d mails wait, and no server is named. Set TUKI_SMTP_URL or the settings' outgoing server."
        )
        problems.append(Problem("no_mail_server", sentence % {"count": state.waiting_count}))
    if state.failed_count:
        sentence = _("%(count)d mails could not be delivered; each one is shown on its ticket.")
        problems.append(Problem("mail_failed", sentence % {"count": state.failed_count}, Severity.WARNING))
    return problems


def _secrets() -> list[Problem]:
    """The key file fits this desk, and each sealed value was sealed with a key that it holds."""
    problem = unknown_key()
    if problem:
        return [Problem("unknown_key", problem)]
    known, shut = set(keyring().ids), 0
    for model in apps.get_models():
        for name in (field.attname for field in model._meta.concrete_fields if field.name.startswith("sealed_")):
            sealed = model._default_manager.exclude(**{name: ""}).values_list(name, flat=True)
            shut += sum(
                each.split(":", 2)[1:2] != [] and each.split(":", 2)[1] not in known for each in sealed.iterator()
            )
    sentence = _(
        "%(count)d secrets were sealed with a key that is not in the key file. Put the key back, or set them anew."
    )
    return [Problem("sealed_shut", sentence % {"count": shut})] if shut else []


def _broken_log() -> list[Problem]:
    return [
        Problem("log_broken", _("The event log was changed: %(place)s.") % {"place": _place(each)})
        for each in chain.breaks_everywhere()[:MOST_NAMED]
    ]


def _place(found: chain.Break) -> str:
    return f"{found.stream_kind} {found.stream_id}, {found.number}: {found.reason}"


def _all_files(tell: Tell) -> list[Problem]:
    found = scrub_files(tell)
    return [_file_problem(each, "missing") for each in found.missing] + [
        _file_problem(each, "changed") for each in found.rotten
    ]


def _newest_files() -> list[Problem]:
    known = last_scrub()
    newest = StoredFile.objects.order_by("-id").values_list("digest", flat=True)[:SAMPLE]
    suspects = dict.fromkeys([*(known.missing if known else []), *(known.rotten if known else []), *newest])
    return [
        _file_problem(each, "changed" if files.path_of(each).exists() else "missing")
        for each in suspects
        if not files.is_sound(each)
    ]


def _unnamed_files() -> list[Problem]:
    """What the sweep of every night would remove."""
    found = unnamed_files()
    sentence = _("%(count)d files (%(size)s) belong to nothing any more. The worker removes them within a day.")
    values = {"count": found.count, "size": filesizeformat(found.size)}
    return [Problem("files_unnamed", sentence % values, Severity.WARNING)] if found.count else []


def _file_problem(digest: str, what: str) -> Problem:
    path = files.path_of(digest)
    sentence = _("%(path)s is missing.") if what == "missing" else _("%(path)s has changed on disk.")
    remedy = _("Put it back from a backup.")
    return Problem(f"file_{what}", f"{sentence % {'path': path}} {remedy}")
