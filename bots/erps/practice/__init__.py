"""The practice ERP."""
