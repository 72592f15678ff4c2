"""What the room says: refusals, and one sentence per event."""

from tuki.people.wording import agents, customers, refusals, sentences

__all__ = ["agents", "customers", "refusals", "sentences"]
