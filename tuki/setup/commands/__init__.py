"""Commands of the room setup: each calls those of the rooms below."""
