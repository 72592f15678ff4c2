"""What the room says: refusals, and one sentence per event."""

from tuki.people.wording import agents, refusals, sentences

__all__ = ["agents", "refusals", "sentences"]
