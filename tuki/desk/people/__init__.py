"""Pages about persons and organisations."""
