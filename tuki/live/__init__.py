"""Live: what is happening now, for open pages.

For: streams of changes (ids, never contents), presence (who looks, who writes), unread marks.
Words: stream, topic, presence, read mark. Never: sends what the reader may not see; keeps anything for long.
"""
