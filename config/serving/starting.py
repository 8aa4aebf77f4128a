"""Start everything in order, prove that it grades, then keep it running."""

from __future__ import annotations

import io
import ipaddress
import os
import socket
from pathlib import Path

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.sessions.backends.base import SessionBase
from django.core.management import call_command
from django.utils.module_loading import import_string

from config.provisioning.problem import Problem
from config.provisioning.progress import say, step
from config.serving.database import bring_up_to_date
from config.serving.own_user import hand_over, own_user
from config.serving.probe import Browser, grade_one
from config.serving.programs import Place, redis_program, web_program, worker_program
from config.serving.redis_server import answers
from config.serving.supervisor import Supervisor
from exercises.models import Exercise
from grader import Bundle, IsolationUnavailable
from grader.sandbox.selftest import run_selftest

READY_WITHIN_S = 60.0
PROBE_WITHIN_S = 30.0


def serve(*, host: str, port: int) -> None:
    """Start web and worker, print the address once a probe submission has been graded, run until a stop is wanted.

    Raises Problem.
    """
    data = Path(settings.ASCENT_DATA)
    supervisor = Supervisor()
    try:
        place = _prepare(Place(project=settings.BASE_DIR, data=data, host=host, port=port, user=own_user()))
        _start_programs(supervisor, place)
        _prove_isolation()
        _prove_grading(supervisor, place)
        say(f"\nAscent is ready at http://{_shown(host)}:{port}\n(Ctrl-C ends it; logs are in {place.logs})")
        supervisor.watch()
    except KeyboardInterrupt:
        pass
    finally:
        say("Stopping …")
        supervisor.stop()


def _prepare(place: Place) -> Place:
    for folder in (place.data, place.logs, place.data / "run"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        bring_up_to_date(place.data / "copies")
        with step("Loading the curriculum"):
            call_command("load_curriculum", verbosity=0, stdout=io.StringIO())
    except OSError as error:
        raise Problem(f"The data folder {place.data} cannot be used: {error}.", "Mend that and start again.") from error
    hand_over(place.data, place.user)
    _allow_hosts(place.host)
    return place


def _start_programs(supervisor: Supervisor, place: Place) -> None:
    socket_path = settings.EMBEDDED_REDIS_SOCKET
    if socket_path is not None:
        path = Path(socket_path)
        supervisor.start(redis_program(place, path))
        supervisor.wait_until(lambda: answers(path), what="The broker", deadline_s=READY_WITHIN_S)
    supervisor.start(worker_program(place, concurrency=os.cpu_count() or 1))
    supervisor.start(web_program(place))


def _prove_isolation() -> None:
    """Raises Problem naming the layer that does not hold and how to mend it."""
    with step("Testing the sandbox"):
        try:
            report = run_selftest()
        except IsolationUnavailable as refused:
            raise _isolation_problem(str(refused)) from refused
    failed = [layer for layer in report.layers if not layer.holds]
    if failed:
        whys = (f"{layer.name}: {layer.detail.rstrip('.')}. {layer.mend}".strip() for layer in failed)
        raise _isolation_problem(" ".join(whys))
    mode = report.mode.value if report.mode else "unknown"
    say(f"  Isolation: {mode}, {len(report.layers)} layers hold")


def _isolation_problem(why: str) -> Problem:
    return Problem(
        f"Learners' code cannot be isolated on this machine. {why}",
        "No isolation, no grading. `.venv/bin/python -m grader selftest` lists every layer; see docs/security.md.",
    )


def _prove_grading(supervisor: Supervisor, place: Place) -> None:
    exercise = Exercise.objects.filter(published__isnull=False).order_by("stage__number", "position").first()
    if exercise is None or exercise.published is None:
        raise Problem("The catalogue is empty.", "The folder curriculum/ must hold at least one exercise.")
    reference = Bundle.from_bytes(bytes(exercise.published.bundle)).reference
    browser = Browser(_shown(place.host), place.port)
    with step("Grading a probe submission"):
        supervisor.wait_until(lambda: _is_up(browser), what="The site", deadline_s=READY_WITHIN_S)
        try:
            outcome = grade_one(
                browser,
                exercise_path=exercise.get_absolute_url(),
                source=reference,
                deadline_s=PROBE_WITHIN_S,
            )
        finally:
            _forget_guest(browser)
    if outcome != "passed":
        raise Problem(
            f"The probe submission ended as “{outcome}” instead of “passed”.",
            "Run .venv/bin/python -m grader check curriculum/*/*/ and see var/logs/worker.log.",
        )


def _is_up(browser: Browser) -> bool:
    try:
        return browser.request("GET", "/healthz")[0] == 200
    except OSError:
        return False


def _forget_guest(browser: Browser) -> None:
    """The probe's guest and all of its work go: they are nobody's."""
    key = browser.cookies.get(settings.SESSION_COOKIE_NAME)
    if key is None:
        return
    store: type[SessionBase] = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    session = store(key)
    guest = session.get(SESSION_KEY)
    if guest is not None:
        get_user_model().objects.filter(pk=str(guest), is_guest=True).delete()
    session.flush()


def _shown(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104


def _allow_hosts(host: str) -> None:
    """Listening beyond this machine is said plainly; only names of this machine are answered to."""
    try:
        is_local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_local = False
    if is_local:
        return
    say(
        f"\n  Listening on {host}: whoever can reach this machine can open the site, and nothing is encrypted.\n"
        "  For more than a trusted network put a proxy with TLS before it: docs/operating.md.\n"
    )
    if "ASCENT_HOSTS" not in os.environ:
        name = socket.gethostname()
        addresses = {str(entry[4][0]) for entry in socket.getaddrinfo(name, None)}
        os.environ["ASCENT_HOSTS"] = ",".join(sorted({"localhost", "127.0.0.1", name, host, *addresses} - {"0.0.0.0"}))  # noqa: S104
