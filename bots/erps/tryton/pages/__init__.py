"""Sao's screens, and the exports that are read back. Every selector of the adapter is here."""
