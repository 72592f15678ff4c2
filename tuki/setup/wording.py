"""What setting a desk up refuses, and one sentence per event."""

from django.utils.translation import gettext_lazy as _

from tuki.kernel.refusals import declare
from tuki.kernel.telling import Told, tells
from tuki.setup.events import SampleRemoved

declare("desk_in_use", _("This desk has tickets already. The example is only for an empty one; nothing was changed."))


@tells(SampleRemoved)
def _removed(event: SampleRemoved) -> Told:
    values = {"tickets": str(event.tickets), "people": str(event.people), "settings": str(event.settings)}
    words = _("removed the example: tickets %(tickets)s, people %(people)s, settings %(settings)s")
    return Told(words, values, "trash-2")
