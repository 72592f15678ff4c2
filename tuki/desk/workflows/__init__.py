"""Workflows in the desk: their diagrams, how a ticket goes on, and approvals that wait for somebody."""
