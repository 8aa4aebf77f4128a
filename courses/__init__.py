"""Courses: what those who teach see of the learners."""
