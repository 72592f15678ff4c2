"""What the room imports announces. `subject` is the import's id."""

from tuki.kernel.events import Event, event


@event("import.begun", stream="import", begins_stream=True)
class ImportBegun(Event):
    """A table was given to be brought in."""

    row_count: int


@event("import.started", stream="import")
class ImportStarted(Event):
    """It runs, or goes on."""


@event("import.stopped", stream="import")
class ImportStopped(Event):
    """It stands still; what was brought in stays."""


@event("import.trashed", stream="import")
class ImportTrashed(Event):
    """All tickets that it opened go into the trash, one after the other."""

    ticket_count: int


@event("import.restored", stream="import")
class ImportRestored(Event):
    """The tickets that went into the trash with it come out again."""


@event("import.ended", stream="import")
class ImportEnded(Event):
    """Everything was brought in, was known already, or was set aside."""

    opened_count: int
    continued_count: int
    known_count: int
    faulty_count: int
