"""Learners who hand in one thing after the other and try again when the site does not answer."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from tests.integration.handing_in import BUNDLE, EXERCISE, FINAL
from tests.integration.real_site import TOKEN

HANDS = 16
GIVES_UP_S = 90.0
ASKS_AGAIN_S = 0.25
WRONG = "def dense(X, W, b):\n    return X @ W.T - b\n"


@dataclass(frozen=True)
class HandedIn:
    """What one learner was told: the submission that the site took, and how it ended."""

    submission_id: str
    expected: str
    state: str
    outcome: str | None


class _NoAnswer(Exception):
    """The site says that it cannot answer now."""


@dataclass(frozen=True)
class PatientLearners:
    """All learners of one site. `verdicts` holds each as soon as it is there."""

    port: int
    verdicts: list[HandedIn] = field(default_factory=list)

    def hand_in(self, sessions: Sequence[str], *, each: int) -> None:
        """Each session hands in `each` solutions, right and wrong ones in turn."""
        with ThreadPoolExecutor(HANDS) as hands:
            list(hands.map(lambda session: self._one_after_the_other(session, each), sessions))

    def _one_after_the_other(self, session: str, each: int) -> None:
        right = (BUNDLE / "reference.py").read_text()
        for turn in range(each):
            source, expected = (right, "passed") if turn % 2 == 0 else (WRONG, "failed")
            # The comment makes each a text of its own.
            answer = self._until_answered("POST", f"{EXERCISE}submissions/", session, f"{source}\n# {turn}\n")
            self.verdicts.append(self._until_final(answer["submission"]["id"], session, expected))

    def _until_final(self, submission_id: str, session: str, expected: str) -> HandedIn:
        until = time.monotonic() + GIVES_UP_S
        while True:
            shown = self._until_answered("GET", f"/submissions/{submission_id}/", session)["submission"]
            if shown["state"] in FINAL or time.monotonic() > until:
                outcome = shown["verdict"]["outcome"] if shown["verdict"] else None
                return HandedIn(submission_id, expected, shown["state"], outcome)
            time.sleep(ASKS_AGAIN_S)

    def _until_answered(self, method: str, path: str, session: str, source: str = "") -> dict[str, Any]:
        until = time.monotonic() + GIVES_UP_S
        while True:
            try:
                return self._ask(method, path, session, source)
            except (OSError, http.client.HTTPException, _NoAnswer):
                if time.monotonic() > until:
                    raise
                time.sleep(ASKS_AGAIN_S)

    def _ask(self, method: str, path: str, session: str, source: str) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Accept": "application/json",
            "Cookie": f"ascent_session={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/json",
        }
        body = json.dumps({"source": source, "lane": "submit"}) if source else None
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status >= 500:
            raise _NoAnswer(answer.status)
        assert answer.status in {200, 201}, content
        told: dict[str, Any] = json.loads(content)
        return told
