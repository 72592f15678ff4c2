"""The shared look of every page: layouts, components, icons, tokens, CSS and scripts.

Words: layout (frame of a page), component (a Jinja2 macro), token (a named colour, size or space),
behaviour (a small script attached to an element), fragment (a part of a page that can be swapped).
Never here: models, queries, commands, permissions, or any knowledge of what a ticket is beyond how it looks.
"""
