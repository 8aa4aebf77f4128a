"""Settings, addresses, the ASGI and Celery entry points, and the supervisor of `./run`."""
