"""Rehearsals: a draft replayed over past weeks; begun from its editor, watched, stopped, and read."""
