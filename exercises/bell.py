"""Tell the workers that there may be work. A lost message loses nothing: the sweeper rings again."""

from __future__ import annotations

import logging

from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# Nobody needs a bell any more that was rung so long ago: the sweeper has rung since.
BELL_EXPIRES_S = 60
# Whoever is woken serves all that waits: with so many called, one more message would only cost time.
ENOUGH_BELLS = 32


def ring(*, times: int = 1) -> None:
    """Send the message that makes a free worker look for the best waiting submission. Never raises."""
    from exercises.tasks import grade_waiting

    try:
        for _ in range(times):
            grade_waiting.apply_async(retry=False, expires=BELL_EXPIRES_S)
    except (OperationalError, OSError) as error:
        logger.warning("The broker cannot be reached, the sweeper will ring again: %s", error)


def ring_unless_enough_are_called(waiting_before: int) -> None:
    """Ring for something new that `waiting_before` others wait ahead of, each of which has rung."""
    if waiting_before < ENOUGH_BELLS:
        ring()
