"""Exercises: the catalogue, drafts, submissions, their grading and live events."""
