"""The event log as a page."""
