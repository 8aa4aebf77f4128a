"""People: guests and accounts, who may see what, and what becomes of their data."""
