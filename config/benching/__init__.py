"""What `manage.py bench` measures: each figure with its target, and a floor or a peer of the same run."""
