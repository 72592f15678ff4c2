"""Health checks of this room: is there a good backup, and are the stored files what they were?"""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from tuki.kernel import clock
from tuki.kernel.health import Problem, Severity, health_check
from tuki.kernel.models import EventRow
from tuki.operations.backing_up import last_backup
from tuki.operations.keeping import last_scrub

LONGEST = timedelta(hours=26)


@health_check("backup")
def backup_is_fresh() -> list[Problem]:
    """The last backup that was read again and found whole is at most 26 hours old; a new desk has as long (F230)."""
    made = last_backup()
    since = made.made_at if made else EventRow.objects.order_by("id").values_list("recorded_at", flat=True).first()
    if since is not None and clock.now() - since > LONGEST:
        hours = int((clock.now() - since).total_seconds() // 3600)
        sentence = _("The last good backup is %(hours)d hours old.") if made else _("There is no backup yet.")
        todo = _("Run tuki backup and read what it says.")
        return [Problem("backup_old", f"{sentence % {'hours': hours}} {todo}")]
    if made and made.missing_files:
        sentence = _("The last backup lacks %(count)d files that are gone or rotten. Run tuki doctor --deep.")
        return [Problem("backup_incomplete", sentence % {"count": len(made.missing_files)}, Severity.WARNING)]
    return []


@health_check("files")
def files_are_sound() -> list[Problem]:
    """What the last scrub found (F213, F214)."""
    found = last_scrub()
    if found is None:
        return []
    problems = []
    if found.missing:
        sentence = _("%(count)d stored files are missing. Put them back from a backup; tuki doctor names them.")
        problems.append(Problem("files_missing", sentence % {"count": len(found.missing)}))
    if found.rotten:
        sentence = _(
            "%(count)d stored files have changed on disk. Put them back from a backup; tuki doctor names them."
        )
        problems.append(Problem("files_rotten", sentence % {"count": len(found.rotten)}))
    return problems
