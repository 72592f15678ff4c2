"""Workflows, statuses and resolutions with their names, read once per process and change."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec
from django.db.models import Count
from django.utils.translation import get_language

from tuki.catalogue.queries import known_kinds
from tuki.kernel.reference import reference
from tuki.tickets.models import Resolution, Status, Ticket, Workflow
from tuki.tickets.wording.names import DEFAULT_WORKFLOW_NAME, RESOLUTION_NAMES, STATUS_NAMES
from tuki.tickets.workflow import WorkflowDefinition
from tuki.tickets.workflow.built_in import DEFAULT


class KeptWorkflow(msgspec.Struct, frozen=True):
    """A workflow of the desk with the names that its statuses have now."""

    id: int
    code: str
    definition: WorkflowDefinition
    is_default: bool
    is_retired: bool
    version: int

    @property
    def name(self) -> str:
        """In the reader's language as long as it is the built-in one."""
        return workflow_name(self.definition.name)


def workflow_of(kind: str) -> WorkflowDefinition:
    """How tickets of this kind go: the workflow that serves it, else the default one. Mostly no query."""
    return _by_kind().get(kind) or default_workflow()


@reference
def default_workflow() -> WorkflowDefinition:
    """The workflow of every kind that no other serves."""
    return next((each.definition for each in workflows().values() if each.is_default), DEFAULT)


def workflow_serving(kind: str) -> KeptWorkflow | None:
    """The same as a row; None on a desk that has not begun."""
    kept = [each for each in workflows().values() if not each.is_retired]
    own = next((each for each in kept if kind in each.definition.kinds), None)
    return own or next((each for each in kept if each.is_default), None)


def by_kind(workflows_now: Collection[KeptWorkflow]) -> dict[str, WorkflowDefinition]:
    """For every kind of the desk, retired ones too, how its tickets go by these workflows."""
    serving = {kind: each.definition for each in workflows_now if not each.is_retired for kind in each.definition.kinds}
    fallback = next((each.definition for each in workflows_now if each.is_default), DEFAULT)
    return {kind: serving.get(kind, fallback) for kind in known_kinds()}


@reference
def workflows() -> dict[int, KeptWorkflow]:
    """All workflows by id, the default one first, retired ones last."""
    names: dict[str, dict[str, str]] = dict(Status.objects.values_list("code", "names"))
    rows = Workflow.objects.order_by("-is_default", "retired_at", "id")
    return {row.id: _kept(row, names) for row in rows}


def status_names() -> dict[str, str]:
    """All statuses in their order: code → name in the reader's language; nobody changes it."""
    return _status_names(get_language() or "en")


def workflow_name(kept: str) -> str:
    """What a workflow is called: the built-in name in the reader's language, any other as it is kept."""
    return str(DEFAULT_WORKFLOW_NAME) if kept == DEFAULT.name else kept


def status_name(code: str, name: str, names: Mapping[str, str], language: str) -> str:
    """What a status is called: as the desk says in this language, else as it is built in, else as the desk says."""
    return names.get(language) or str(STATUS_NAMES.get(code, "")) or name


@reference
def used_statuses() -> frozenset[str]:
    """The codes of statuses that some workflow has now."""
    return frozenset(code for each in workflows().values() if not each.is_retired for code in each.definition.codes)


@reference
def statuses_in(*stages: str) -> list[str]:
    """The codes of all statuses of these stages, whichever workflow has them or had them."""
    return list(Status.objects.filter(stage__in=stages).values_list("code", flat=True))


@reference
def stages() -> dict[str, str]:
    """Every status with its stage."""
    return dict(Status.objects.values_list("code", "stage"))


def stage_of(code: str) -> str:
    """The stage of a status; statuses keep their stage for life."""
    return stages()[code]


def statuses_called(words: str) -> list[str]:
    """The codes of statuses that are called so, in any language, or have this code; regardless of case."""
    wanted = words.casefold()
    return [
        code
        for code, name, names in _statuses()
        if wanted in {code, name.casefold(), *(each.casefold() for each in names.values())}
    ]


def resolution_names() -> dict[str, str]:
    """All resolutions in their order: code → name in the reader's language; nobody changes it."""
    return _resolution_names(get_language())


def standing(kinds: Collection[str], statuses: Collection[str]) -> dict[tuple[str, str], int]:
    """How many tickets of these kinds stand in these statuses, in the trash too, by kind and status; one query."""
    if not kinds or not statuses:
        return {}
    rows = Ticket.objects.filter(kind_id__in=kinds, status_id__in=statuses).order_by()
    counts = rows.values_list("kind_id", "status_id").annotate(Count("id"))
    return {(kind, status): count for kind, status, count in counts}


@reference
def _by_kind() -> dict[str, WorkflowDefinition]:
    return by_kind(list(workflows().values()))


@reference
def _status_names(language: str) -> dict[str, str]:
    main = language.partition("-")[0]
    return {code: status_name(code, name, names, main) for code, name, names in _statuses()}


@reference
def _resolution_names(_language: str | None) -> dict[str, str]:
    """By the active language, which is the key."""
    return {code: str(RESOLUTION_NAMES.get(code, name)) for code, name in _resolutions()}


@reference
def _statuses() -> list[tuple[str, str, dict[str, str]]]:
    return list(Status.objects.order_by("position", "code").values_list("code", "name", "names"))


@reference
def _resolutions() -> list[tuple[str, str]]:
    return list(Resolution.objects.order_by("position", "code").values_list("code", "name"))


def _kept(row: Workflow, names: Mapping[str, dict[str, str]]) -> KeptWorkflow:
    definition = msgspec.convert(row.definition, WorkflowDefinition)
    statuses = [msgspec.structs.replace(each, names=names.get(each.code, each.names)) for each in definition.statuses]
    definition = msgspec.structs.replace(definition, statuses=statuses)
    return KeptWorkflow(row.id, row.code, definition, row.is_default, row.retired_at is not None, row.version)
