"""Stock compared: what shops offer and people counted, against the ERP's books.

Quantities are whole millionths of a unit (Int64), so that every digit counts and a million rows
are compared at once; sums are made in 128 bits.
"""
