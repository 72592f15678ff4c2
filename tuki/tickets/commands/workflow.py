"""Workflows: the default one, others beside it, changing them, and which kinds they serve."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec
from django.utils.translation import gettext_lazy as _

from tuki.catalogue.queries import known_kinds
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.reference import reference_changed
from tuki.kernel.refusals import Conflict, Invalid, NotFound, Refused
from tuki.kernel.versions import keep_version, versioned
from tuki.tickets.commands.resettling import begin_resettling, insist_moves, stranded
from tuki.tickets.events import WorkflowRestored, WorkflowRetired
from tuki.tickets.models import Resolution, Status, Workflow
from tuki.tickets.permissions import WORKFLOW
from tuki.tickets.queries.workflow import KeptWorkflow, by_kind, stages, status_names, workflows
from tuki.tickets.statuses import RESOLUTIONS
from tuki.tickets.wording.names import DEFINITION_WORDS
from tuki.tickets.workflow import WorkflowDefinition
from tuki.tickets.workflow.built_in import DEFAULT, STATUSES
from tuki.tickets.workflow.definition import STAGES
from tuki.tickets.workflow.faults import faults

SETTING = "workflow"
_CODE = re.compile(r"[a-z][a-z0-9_]{0,31}")
Moves = Mapping[str, str]


@command
def add_default_workflow(actor: Actor) -> None:
    """The eight statuses, their workflow and the resolutions. Nothing to do when there is a workflow already."""
    if Workflow.objects.exists():
        return
    _write_statuses(DEFAULT)
    row = Workflow.objects.create(code="default", definition=msgspec.to_builtins(DEFAULT), is_default=True)
    Resolution.objects.bulk_create(
        (Resolution(code=code, name=name, position=index) for index, (code, name) in enumerate(RESOLUTIONS.items())),
        ignore_conflicts=True,
    )
    reference_changed()
    keep_version(actor, SETTING, row.id, DEFAULT)


@command
def add_workflow(actor: Actor, *, code: str, definition: WorkflowDefinition, moves: Moves | None = None) -> Workflow:
    """One more workflow; the kinds that it serves leave theirs. Announces `setting.changed`.

    Refuses `not_allowed`, `name_taken`, what `insist_sound` refuses and `tickets_in_removed_status` (see
    `change_workflow`).
    """
    _insist_holds(actor)
    if not _CODE.fullmatch(code):
        raise Invalid("invalid", field="code")
    if Workflow.objects.filter(code=code).exists():
        raise Invalid("name_taken", field="code")
    insist_sound(definition)
    definition = definition.in_order()
    row = Workflow.objects.create(code=code, definition=msgspec.to_builtins(definition), version=0)
    return _keep(actor, row, definition, moves or {})


@command
def change_workflow(
    actor: Actor,
    workflow_id: int,
    *,
    definition: WorkflowDefinition,
    moves: Moves | None = None,
    seen_version: int | None = None,
) -> Workflow:
    """The workflow is so from now on. `moves` says for each status that it loses where the tickets go that stand there.

    Announces `setting.changed`, and `workflow.tickets_resettled` when tickets go elsewhere: a job takes them there.
    Refuses `not_allowed`, `changed_meanwhile` when it is no longer at `seen_version`, what `insist_sound` refuses, and
    `tickets_in_removed_status` with the counts when `moves` leaves tickets without a place.
    Nothing to do when it says the same already.
    """
    _insist_holds(actor)
    row = _locked(workflow_id)
    if seen_version is not None and seen_version != row.version:
        raise Conflict("changed_meanwhile")
    if row.is_default and definition.kinds:
        definition = msgspec.structs.replace(definition, kinds=[])
    insist_sound(definition)
    definition = definition.in_order()
    if definition == workflows()[row.id].definition:
        return row
    return _keep(actor, row, definition, moves or {})


@command
def give_kind_workflow(actor: Actor, kind: str, *, workflow_id: int, moves: Moves | None = None) -> None:
    """Tickets of this kind go by that workflow from now on. Refuses `unknown_kind`, else as `change_workflow`."""
    _insist_holds(actor)
    row = _locked(workflow_id)
    if kind not in known_kinds():
        raise Invalid("unknown_kind", field="kind")
    if row.retired_at is not None:
        raise Refused("workflow_is_retired")
    if changed := with_kind(kind, workflow_id):
        changed_id, definition = changed
        _keep(actor, _locked(changed_id), definition, moves or {})


@command
def retire_workflow(actor: Actor, workflow_id: int, *, moves: Moves | None = None) -> None:
    """Nothing goes by this workflow any more; its kinds go by the default one. Announces `workflow.retired`.

    Refuses `workflow_is_default` and, as `change_workflow`, `tickets_in_removed_status`. Nothing to do when it is.
    """
    _insist_holds(actor)
    row = _locked(workflow_id)
    if row.is_default:
        raise Refused("workflow_is_default")
    if row.retired_at is None:
        own = workflows()[row.id].definition
        _keep(actor, row, msgspec.structs.replace(own, kinds=[]), moves or {})
        row.retired_at = clock.now()
        row.save(update_fields=["retired_at"])
        announce(actor, WorkflowRetired(subject=row.id))


@command
def restore_workflow(actor: Actor, workflow_id: int) -> None:
    """It can serve kinds again. Announces `workflow.restored`. Nothing to do when it is not retired."""
    _insist_holds(actor)
    row = _locked(workflow_id)
    if row.retired_at is not None:
        row.retired_at = None
        row.save(update_fields=["retired_at"])
        announce(actor, WorkflowRestored(subject=row.id))


def insist_sound(definition: WorkflowDefinition) -> None:
    """Refuses the first thing that is wrong with a workflow; its `field` names the place."""
    for fault in found_faults(definition):
        raise fault


def found_faults(definition: WorkflowDefinition) -> list[Invalid]:
    """Everything that is wrong with a workflow on this desk."""
    return faults(definition, names=status_names(), stages=stages(), kinds=known_kinds())


def with_kind(kind: str, workflow_id: int) -> tuple[int, WorkflowDefinition] | None:
    """Which workflow says what once that one serves a kind; None when it serves it already."""
    serving = next((each for each in workflows().values() if kind in each.definition.kinds), None)
    wanted = workflows()[workflow_id]
    if wanted.is_default:
        if serving is None:
            return None
        kinds = [each for each in serving.definition.kinds if each != kind]
        return serving.id, msgspec.structs.replace(serving.definition, kinds=kinds)
    if serving is not None and serving.id == workflow_id:
        return None
    return workflow_id, msgspec.structs.replace(wanted.definition, kinds=[*wanted.definition.kinds, kind])


def outlook(
    workflow_id: int, definition: WorkflowDefinition
) -> tuple[dict[tuple[str, str], int], dict[str, WorkflowDefinition]]:
    """If a workflow (0: a new one) said so: how many tickets, by kind and status, would stand outside their workflow,
    and by which workflow each kind would go."""
    before = workflows()
    after = by_kind(_with(before, workflow_id, definition))
    return stranded(by_kind(list(before.values())), after), after


def _keep(actor: Actor, row: Workflow, definition: WorkflowDefinition, moves: Moves) -> Workflow:
    """Writes the definition, takes its kinds from other workflows, keeps versions, and sends tickets on their way."""
    counts, after = outlook(row.id, definition)
    insist_moves(counts, after, moves)
    for other in workflows().values():
        if other.id != row.id and set(other.definition.kinds) & set(definition.kinds):
            kinds = [kind for kind in other.definition.kinds if kind not in definition.kinds]
            _write(actor, _locked(other.id), msgspec.structs.replace(other.definition, kinds=kinds))
    _write_statuses(definition)
    _write(actor, row, definition)
    reference_changed()
    begin_resettling(actor, row.id, counts, moves)
    return row


def _write(actor: Actor, row: Workflow, definition: WorkflowDefinition) -> None:
    row.definition, row.version = msgspec.to_builtins(definition), row.version + 1
    row.save(update_fields=["definition", "version"])
    keep_version(actor, SETTING, row.id, definition)


def _write_statuses(definition: WorkflowDefinition) -> None:
    """Rows for new statuses; names of those that are there, for all workflows that share them."""
    known = Status.objects.in_bulk(definition.codes)
    for index, each in enumerate(definition.statuses):
        built_in = STATUSES.get(each.code, ("", ""))[0]
        values = {
            "name": each.names.get("en") or next(iter(each.names.values()), "") or built_in or each.code,
            "names": each.names,
            "position": STAGES.index(each.stage) * 100 + index,
        }
        row = known.get(each.code)
        if row is None:
            Status.objects.create(code=each.code, stage=each.stage, **values)
        elif any(getattr(row, name) != value for name, value in values.items()):
            Status.objects.filter(pk=each.code).update(**values)


def _with(before: Mapping[int, KeptWorkflow], workflow_id: int, definition: WorkflowDefinition) -> list[KeptWorkflow]:
    """The workflows as they will be once this one says so."""
    changed = before.get(workflow_id) or KeptWorkflow(workflow_id, "", definition, False, False, 0)
    kinds = set(definition.kinds)
    others = [
        msgspec.structs.replace(
            each,
            definition=msgspec.structs.replace(
                each.definition, kinds=[kind for kind in each.definition.kinds if kind not in kinds]
            ),
        )
        for each in before.values()
        if each.id != workflow_id
    ]
    return [*others, msgspec.structs.replace(changed, definition=definition)]


def _insist_holds(actor: Actor) -> None:
    if not actor.holds(WORKFLOW):
        raise Refused("not_allowed")


def _locked(workflow_id: int) -> Workflow:
    row = Workflow.objects.select_for_update().filter(pk=workflow_id).first()
    if row is None:
        raise NotFound()
    return row


def workflow_titles(ids: list[int]) -> Mapping[int, str]:
    """What workflows are called."""
    return {each.id: each.name for each in workflows().values() if each.id in ids}


@versioned(
    SETTING,
    type=WorkflowDefinition,
    label=_("Workflow"),
    permission=WORKFLOW,
    titles=workflow_titles,
    words=DEFINITION_WORDS,
)
def restore_definition(actor: Actor, workflow_id: int, definition: WorkflowDefinition) -> None:
    """A workflow says again what it said; where tickets would lose their status, it is refused with their counts."""
    change_workflow(actor, workflow_id, definition=definition)
