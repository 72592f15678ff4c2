"""Every key of the desk, in the order shown behind `?`. Elements answer to them by `data-hotkey`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Keys = tuple[str, str | Promise]

KEYS: tuple[tuple[str | Promise, tuple[Keys, ...]], ...] = (
    (
        _("In a list"),
        (
            ("j", _("Next row")),
            ("k", _("Previous row")),
            ("x", _("Pick the row")),
            ("Enter", _("Open")),
            ("Space", _("Peek")),
        ),
    ),
    (
        _("On a ticket"),
        (
            ("r", _("Reply")),
            ("n", _("Note")),
            ("a", _("Assign")),
            ("s", _("Status")),
            ("t", _("Tag")),
            ("e", _("Insert a template")),
            ("m", _("Run a macro")),
            ("Ctrl+Enter", _("Send")),
        ),
    ),
    (
        _("Everywhere"),
        (
            ("/", _("Search")),
            ("g i", _("Go to all open")),
            ("g m", _("Go to mine")),
            ("g u", _("Go to unassigned")),
            ("g w", _("Go to what waits for us")),
            ("g d", _("Go to what is about to breach")),
            ("c", _("New ticket")),
            ("u", _("Undo")),
            ("Ctrl+K", _("Find a command")),
            ("?", _("All keys")),
            ("Esc", _("Close")),
        ),
    ),
)
