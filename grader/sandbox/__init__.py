"""Two cages around every grading: the fork servers, the layers that hold them shut, and the worker's watch."""
