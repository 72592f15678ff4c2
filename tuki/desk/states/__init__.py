"""States of agents on pages: one's own at the foot of the rail, others' for dispatchers."""
