"""What `./run` and `./test` need before anything is installed: standard library only."""
