"""The site: Django settings, root addresses and entry points; nothing else."""
