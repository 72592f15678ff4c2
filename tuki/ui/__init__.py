"""The shared look of every page.

For: layouts, components, icons, tokens, styles and scripts; the guard of every URL, headers, language.

Words: layout (frame of a page), component (a Jinja2 macro), token (a named colour, size or space),
behaviour (a small script attached to an element), fragment (a part of a page that can be swapped).
Never: models, queries, commands, permissions, or any knowledge of what a ticket is beyond how it looks.
"""
