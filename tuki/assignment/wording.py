"""The room's refusals and names."""

from django.utils.translation import gettext_lazy as _

from tuki.assignment.definition import How, Language
from tuki.kernel.refusals import declare

declare("weight_above_capacity", _("A ticket of a channel would weigh more than an agent's capacity."))

HOW_NAMES = {
    How.MANUAL: _("By hand: somebody takes or gives them"),
    How.ROUND_ROBIN: _("In turn: who got none for longest is next"),
    How.LEAST_LOADED: _("To whoever has least to do"),
}

LANGUAGE_NAMES = {
    Language.IGNORED: _("does not count"),
    Language.PREFERRED: _("who writes it comes first"),
    Language.NEEDED: _("only who writes it"),
}
