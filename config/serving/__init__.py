"""The supervisor of `./run`: Redis, the site and the worker as one thing that starts, answers and ends together."""
