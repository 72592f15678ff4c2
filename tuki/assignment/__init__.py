"""Assignment: which agent gets which waiting ticket, and what a dispatcher sees.

For: a team's policy (by hand, round robin, least loaded), whom it fits (state, capacity, skills, language, last
agent), the order of a queue, putting back what lies with absent agents, the dispatcher's board.
Words: *policy* (how a team's tickets find their agent), *hours* (when they do), *load* (what an agent's open tickets
weigh), *capacity* (how much load an agent takes), *queue* (a team's open tickets that nobody has), *floor* (after this
wait nobody is overtaken).
Never: changes a ticket but by the commands of tickets; gives work to somebody who is not at work or is full.
"""
