"""Service levels: what is promised, and by when.

For: calendar (working hours of a zone, public holidays, exceptions), working time (`worktime`, pure arithmetic),
policies (`policies`: what is promised to whom) and clocks (`clocks`: how much of it is used, and who is told).
Words: calendar, hours, exception, holiday, policy, target, agreement, step, clock, round, pause, due, breach.
Never: counts in local clock time; a minute is a minute, also in the night in which the clocks change. Never keeps a
figure that cannot be explained stretch by stretch, or that a rebuild from the events would not give again.
"""
