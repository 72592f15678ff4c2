"""Tickets and their messages through the API: one resource per command."""
