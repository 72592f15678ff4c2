"""Setup: brings a desk to life and describes it as a file.

For: the built-in rows, the first-run link and wizard steps, `desk.toml` (apply, export), the sample desk.
Words: begin, first run, apply, export, sample. Never: does what a command of another room does better.
"""
