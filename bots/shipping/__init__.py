"""Shops are told of shipments once: read, sorted, kept in the ledger, written back, read back."""
