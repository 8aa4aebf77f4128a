"""What runs inside the learner's cage: facts about the source, the loader and the call server."""
