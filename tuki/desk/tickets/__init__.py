"""The page of one ticket and everything that can be done there."""
