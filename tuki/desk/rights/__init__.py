"""The page that explains permissions: who may what, and why."""
