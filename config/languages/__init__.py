"""The strings of the interface and their catalogues."""
