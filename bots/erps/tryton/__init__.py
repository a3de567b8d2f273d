"""Tryton 8.0 with its web client Sao: orders as sales, by the form or by the import dialog."""
