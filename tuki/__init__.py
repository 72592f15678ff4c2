"""Tuki: the desk where a support team answers the people who depend on it."""

__version__ = "0.1.0"
