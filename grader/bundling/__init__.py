"""The parts of an exercise on disk: its tables, hints, tasks and mistakes, each with file and line in its errors."""
