"""Prove that the site can grade: a guest hands in the reference of the first exercise over HTTP, and it passes."""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from config.provisioning.problem import Problem

FINAL_STATES = {"graded", "could_not_check", "cancelled", "superseded"}
POLL_EVERY_S = 0.02


@dataclass
class Browser:
    """The few things of a browser that the probe needs: cookies and the CSRF token."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def request(self, method: str, path: str, body: str | None = None, kind: str = "") -> tuple[int, bytes]:
        """Send one request; return status and body. Raises OSError where nobody answers."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=10)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": kind, "X-CSRFToken": self.cookies.get("csrftoken", "")}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read()
            for header in response.headers.get_all("Set-Cookie") or ():
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
            return response.status, content
        finally:
            connection.close()


def grade_one(browser: Browser, *, exercise_path: str, source: str, deadline_s: float) -> str:
    """Hand `source` in as a new guest and wait for its verdict; return the outcome.

    Raises Problem where a step of the way does not answer as it should.
    """
    _expect(browser.request("GET", exercise_path), 200, "the exercise page")
    _expect(
        browser.request("POST", "/start/", urlencode({}), "application/x-www-form-urlencoded"),
        302,
        "starting as a guest",
    )
    body = json.dumps({"source": source, "lane": "submit"})
    answer = _expect(
        browser.request("POST", f"{exercise_path}submissions/", body, "application/json"), 201, "handing in"
    )
    address = f"/submissions/{json.loads(answer)['submission']['id']}/"
    until = time.monotonic() + deadline_s
    while time.monotonic() < until:
        submission = json.loads(_expect(browser.request("GET", address), 200, "asking for the verdict"))["submission"]
        if submission["state"] in FINAL_STATES:
            return str((submission["verdict"] or {}).get("outcome", submission["state"]))
        time.sleep(POLL_EVERY_S)
    raise Problem(
        f"A probe submission was not graded within {deadline_s:.0f} s.",
        "See var/logs/worker.log for what the worker says.",
    )


def _expect(answer: tuple[int, bytes], status: int, what: str) -> bytes:
    if answer[0] != status:
        raise Problem(f"The probe failed at {what}: answer {answer[0]} instead of {status}.", "See var/logs/web.log.")
    return answer[1]
