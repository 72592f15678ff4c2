"""Agents at work: states with automatic absence, pause reasons, skills, languages and capacity."""
