"""What pages write themselves."""
