"""The mail ledger as pages."""
