"""Taking the example out: what that means, the button that does it, and what stayed."""

from __future__ import annotations

from django.http import HttpResponse

from tuki.desk.settings.pages import settings_page
from tuki.people.permissions import SETTINGS
from tuki.setup.commands.sample_removal import remove_sample
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff", permission=SETTINGS, methods=("GET", "POST"))
def sample(request: SignedInRequest) -> HttpResponse:
    """A page that asks; after the button it says what went and what stays. Pressed twice, nothing more happens."""
    removed = remove_sample(request.actor) if request.method == "POST" else None
    return settings_page(request, "sample", {"removed": removed})
