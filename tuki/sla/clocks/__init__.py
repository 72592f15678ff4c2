"""Clocks: how much of a promised time is used, by when it runs out, and why; folded from a ticket's events.

    clocks(entries, books, asking, now=…) -> list[ClockState]      the one fold: live, for rebuilding, for rehearsal

Words: clock (one promise on one ticket, in one round), round (one turn of it: each wait for an answer is one), stop,
verdict (met, missed, dropped), hold (time that counts for nobody), told (a step that somebody heard of).

The rule of changes:
 1. A clock that runs is counted from its own beginning by what holds now: policy, priority, calendar.
 2. A clock that has stopped keeps its verdict by what held when it stopped.
 3. A ticket that is opened again goes on with the clocks that its completion stopped; the time between counts for
    nobody. Waiting and updates begin anew.
 4. What was told was told: it stays in the log and is not told again unless more or less time is promised.
"""
