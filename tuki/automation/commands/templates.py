"""Reply templates: adding, changing, removing, and whose favourites they are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tuki.automation import owning
from tuki.automation.definitions import TemplateDefinition, template_definition
from tuki.automation.events import TemplateRemoved
from tuki.automation.models import FavouriteTemplate, ReplyTemplate
from tuki.automation.permissions import SHARE
from tuki.automation.placeholders import LONGEST, insist_fillable
from tuki.automation.texts import LANGUAGES
from tuki.automation.wording import template_titles
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.reference import reference_changed
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.kernel.uses import insist_unused
from tuki.kernel.versions import keep_version, versioned
from tuki.people.commands.insisting import change_fields, needed

VERSIONS = "reply_template"


@command
def add_template(actor: Actor, *, definition: TemplateDefinition) -> ReplyTemplate:
    """A reply template of oneself, of one's team, or of everybody. Announces `setting.changed`.

    Refuses `not_allowed` for an owner for whom the actor may not write, `required`, `invalid` for a language,
    `unknown_placeholder`, `condition_open`.
    """
    owning.insist_may_own(actor, definition.person_id, definition.team_id)
    row = ReplyTemplate.objects.create(**_checked(definition))
    keep_version(actor, VERSIONS, row.id, template_definition(row))
    return row


@command
def change_template(actor: Actor, template_id: int, *, definition: TemplateDefinition) -> ReplyTemplate:
    """The template says this from now on. Announces `setting.changed`; nothing to do when it says so already.

    Refuses `not_found` and what `add_template` refuses, for the old owner and the new one.
    """
    row = owning.fetched(actor, ReplyTemplate.objects.all(), template_id)
    owning.insist_may_own(actor, definition.person_id, definition.team_id)
    if change_fields(row, _checked(definition)):
        keep_version(actor, VERSIONS, row.id, template_definition(row))
    return row


@command
def remove_template(actor: Actor, template_id: int) -> None:
    """The template is gone. Announces `reply_template.removed`.

    Refuses `not_found`, `not_allowed`, and `still_used` while rules or shared macros answer with it.
    """
    row = owning.fetched(actor, ReplyTemplate.objects.all(), template_id)
    insist_unused("reply_template", [row.id])
    announce(actor, TemplateRemoved(subject=row.id))
    row.delete()


@command
def prefer_template(actor: Actor, template_id: int, *, is_favourite: bool) -> None:
    """An agent wants it first in the list, or no longer. Announces nothing: nobody else is concerned."""
    if not actor.is_person:
        raise Refused("not_allowed")
    if not owning.visible(actor, ReplyTemplate.objects.all()).filter(pk=template_id).exists():
        raise NotFound()
    if is_favourite:
        FavouriteTemplate.objects.get_or_create(person_id=actor.id, template_id=template_id)
    else:
        FavouriteTemplate.objects.filter(person_id=actor.id, template_id=template_id).delete()
    reference_changed()


@versioned(
    VERSIONS,
    type=TemplateDefinition,
    label=_("Reply template"),
    permission=SHARE,
    titles=template_titles,
    words={"name": _("Name"), "texts": _("Text"), "person_id": _("Person"), "team_id": _("Team")},
    refs={"person_id": "person", "team_id": "team"},
)
def restore_template(actor: Actor, object_id: int, definition: TemplateDefinition) -> None:
    """The template says again what it said."""
    change_template(actor, object_id, definition=definition)


def _checked(definition: TemplateDefinition) -> dict[str, object]:
    texts = {code: text.strip() for code, text in definition.texts.items() if text.strip()}
    if not texts:
        raise Invalid("required", field="texts")
    for code, text in texts.items():
        if code not in LANGUAGES or len(text) > LONGEST:
            raise Invalid("invalid", field=f"text_{code}")
        insist_fillable(text, field=f"text_{code}")
    return {
        "name": needed(definition.name, field="name", most=120),
        "texts": dict(sorted(texts.items())),
        "person_id": definition.person_id,
        "team_id": definition.team_id,
    }
