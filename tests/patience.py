"""How long tests wait for what other threads, processes and browsers do before they call it broken.

Only a test that fails waits so long: how fast a machine is decides nothing.
"""

SECONDS = 120.0
