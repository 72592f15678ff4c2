"""Jobs: work after a commit, kept as rows, done at least once, surviving kills.

Words: job, kind, lane, lease, heartbeat, attempt, parked, slot. A worker takes due jobs of a lane
under a lease, counts the attempt before the run, extends the lease while it works, and deletes the
row when done. A failed job waits longer each time and is parked after its last attempt.
"""
