"""What may be asked of a ticket: the facts that policies, rules and assignment state their conditions in.

`FACTS` declares them; `known_about` reads for many tickets at once what their events do not carry (subject, texts,
people); `facts_of` puts both together for one moment and is pure, so that a rehearsal over months asks the same.
"""

from tuki.tickets.facts.asking import Known, facts_of
from tuki.tickets.facts.declared import FACTS
from tuki.tickets.facts.knowing import known_about

__all__ = ["FACTS", "Known", "facts_of", "known_about"]
