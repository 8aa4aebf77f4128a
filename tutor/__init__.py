"""The tutor: hints that climb, without giving the answer away."""
