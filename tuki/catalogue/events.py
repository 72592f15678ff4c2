"""What the room catalogue announces; changes of definitions are announced as `setting.changed` by their versions."""

from tuki.kernel.events import Event, event


@event("priority_matrix.removed", stream="priority_matrix", changes_reference=True)
class MatrixRemoved(Event):
    """A brand has no matrix of its own any more; the desk's holds again."""

    brand_id: int
