"""Measures the speed goals P1 to P8, each beside its reference in the same run, and those of promises: `bin/bench`.

One file per goal with a function `measure(size)`. References are raw statements by the database's own driver.
"""
