"""Backup and restore: one file that holds a whole site, and the way back from it."""
