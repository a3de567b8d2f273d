"""What should be moved and bought, by arithmetic alone: no browser, no database, no clock."""
