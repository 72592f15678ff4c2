"""Streams of changes for open pages."""
