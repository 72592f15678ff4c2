"""What the room automation announces; changes of definitions are announced as `setting.changed`."""

from tuki.kernel.events import Event, event


@event("reply_template.removed", stream="reply_template", changes_reference=True)
class TemplateRemoved(Event):
    """A reply template is gone."""


@event("macro.removed", stream="macro", changes_reference=True)
class MacroRemoved(Event):
    """A macro is gone."""


@event("ticket.macro_run", stream="ticket")
class MacroRun(Event):
    """Somebody let a macro do several things at once; what it did follows as events of its own."""

    macro_id: int
