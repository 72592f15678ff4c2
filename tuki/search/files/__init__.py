"""The words inside files: read in a guarded process, kept once for each content, found with the message."""
