"""What the room says: refusals, and one sentence per event."""

from tuki.people.wording import refusals, sentences

__all__ = ["refusals", "sentences"]
