"""What the room that sets a desk up announces."""

from tuki.kernel.events import Event, event


@event("sample.removed", stream="brand")
class SampleRemoved(Event):
    """The example was taken out of the desk of this brand."""

    tickets: int
    people: int
    settings: int
    kept: int
