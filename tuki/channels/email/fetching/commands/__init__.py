"""The only writers of how it goes with a mailbox, and of the ledger's state."""
