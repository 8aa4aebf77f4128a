"""docker-compose.yml: what it grants, and that a site made of its commands and its environment grades."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.celery import HANGS_AFTER_S
from config.serving.probe import Browser
from tests.integration.composed_site import PROJECT, ComposedSite, read_compose
from tests.integration.handing_in import BUNDLE, EXERCISE, FINAL
from tests.integration.real_site import descendants
from tests.sandbox.container.test_in_a_container import COMPOSE
from tests.waiting import wait_until

OURS = ("web", "worker", "beat", "migrate", "tools")
TOKEN_FORM = "application/x-www-form-urlencoded"
# Each cage of a grading imports it anew: seconds in all, long enough to be taken away in the midst.
SLOW = "import time\ntime.sleep(0.3)\n" + (BUNDLE / "reference.py").read_text()


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = read_compose({})["services"]
    return found


def test_every_service_is_an_ordinary_user_on_a_read_only_root_without_capabilities(services: dict[str, Any]) -> None:
    assert {*services} == {*OURS, "postgres", "redis"}
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert int(service["user"].partition(":")[0]) > 0, name
        assert service["logging"]["options"].keys() == {"max-size", "max-file"}, name
        assert not {"privileged", "cap_add", "devices", "pid", "ipc", "network_mode"} & {*service}, name
        assert "docker.sock" not in str(service), name


def test_only_what_builds_sandboxes_has_our_profile_the_one_that_runc_was_tried_with(services: dict[str, Any]) -> None:
    special = {name for name, service in services.items() if "seccomp" in str(service["security_opt"])}
    assert special == {"worker", "migrate"}
    assert services["migrate"]["security_opt"] == services["worker"]["security_opt"]
    assert "seccomp=deploy/seccomp.json" in services["worker"]["security_opt"]
    assert json.loads((PROJECT / "deploy" / "seccomp.json").read_text()) == COMPOSE.seccomp
    assert COMPOSE.capabilities == ()
    assert {"mem_limit", "pids_limit"} <= {*services["worker"]}


def test_nothing_but_the_site_has_a_port_and_only_the_site_leaves_the_inner_network(services: dict[str, Any]) -> None:
    assert [name for name, service in services.items() if "ports" in service] == ["web"]
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert [name for name, service in services.items() if "outside" in service["networks"]] == ["web"]
    assert read_compose({})["networks"]["inside"] == {"internal": True}


def test_a_service_that_stays_is_started_again_and_the_worker_may_finish(services: dict[str, Any]) -> None:
    stays = [name for name in services if name not in {"migrate", "tools"}]
    assert {services[name]["restart"] for name in stays} == {"unless-stopped"}
    assert services["migrate"]["restart"] == "no"
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["worker"]["stop_grace_period"] == "2m"
    assert HANGS_AFTER_S < 120
    assert all("healthcheck" in services[name] for name in ("web", "worker", "postgres", "redis"))


def test_the_image_is_built_once_and_nobody_asks_a_registry_for_it(services: dict[str, Any]) -> None:
    assert [name for name in OURS if "build" in services[name]] == ["migrate"]
    assert {services[name]["image"] for name in OURS} == {"ascent:local"}
    assert all(services[name]["pull_policy"] == "never" for name in OURS if name != "migrate")


def test_the_address_of_the_proxy_is_the_gateway_of_its_network() -> None:
    for said, network in (({}, "10.213.97"), ({"ASCENT_NETWORK": "10.77.5"}, "10.77.5")):
        compose = read_compose(said)
        [config] = compose["networks"]["outside"]["ipam"]["config"]
        assert config == {"subnet": f"{network}.0/28", "gateway": f"{network}.1"}
        assert compose["services"]["web"]["environment"]["FORWARDED_ALLOW_IPS"] == f"{network}.1"


def test_no_secret_stands_in_the_file_and_each_one_is_made_by_the_script(tmp_path: Path) -> None:
    compose = read_compose({})
    assert {*compose["secrets"]} == {"secret_key", "postgres_password", "metrics_token"}
    assert not re.search(
        r"(?i)(password|token|key): ?[^/\n]*[a-z0-9]{12}", (PROJECT / "docker-compose.yml").read_text()
    )
    (tmp_path / "deploy").mkdir()
    script = shutil.copy(PROJECT / "deploy" / "prepare.sh", tmp_path / "deploy")
    subprocess.run(["sh", script], check=True, capture_output=True)
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert {*made} == {*compose["secrets"]}
    assert all(re.fullmatch(r"[A-Za-z0-9]{64}\n", secret) for secret in made.values())
    assert len({*made.values()}) == 3
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    subprocess.run(["sh", script], check=True, capture_output=True)
    assert {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()} == made
    (empty := tmp_path / "secrets" / "secret_key").chmod(0o600)
    empty.write_text("")
    subprocess.run(["sh", script], check=True, capture_output=True)
    assert re.fullmatch(r"[A-Za-z0-9]{64}\n", empty.read_text()), "one that a full disk left empty is made anew"


def test_the_image_gets_what_the_site_needs_and_nothing_private() -> None:
    lines = (PROJECT / ".dockerignore").read_text().splitlines()
    assert lines[1] == "*"
    packages = {path.parent.name for path in PROJECT.glob("*/apps.py")} | {"grader"}
    assert {f"!{name}" for name in packages} <= {*lines}
    assert not {"!var", "!secrets", "!.git", "!tests", "!backups"} & {*lines}
    last_stage = (PROJECT / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    assert "USER 10001:10001" in last_stage
    assert not re.search(r"\b(pip|npm|gcc|build-essential|python3-venv)\b", last_stage)


@pytest.fixture
def composed() -> Iterator[ComposedSite]:
    # Short, open to the user of PostgreSQL.
    folder = Path(tempfile.mkdtemp(prefix="ascent-compose-"))
    folder.chmod(0o755)
    site = ComposedSite(folder, read_compose({"ASCENT_SLOTS": "1"}))
    try:
        yield site
    finally:
        site.end()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.integration
@pytest.mark.sandbox
@pytest.mark.xdist_group("own sites")
def test_as_plain_processes_they_grade_also_when_a_worker_is_taken_away(composed: ComposedSite) -> None:
    site, browser = composed, Browser("127.0.0.1", composed.ports["web"])
    site.start_postgres()
    site.start("redis")
    migrated = site.run("migrate")
    assert migrated.returncode == 0, migrated.stderr
    site.start("beat")
    workers = [site.start("worker"), site.start("worker")]
    site.start("web")
    wait_until(lambda: _asks(browser, "/healthz")[0] == 200, "the site answers", within_s=60)
    wait_until(lambda: "2 ready" in _asks(browser, "/readyz")[1], "two workers are ready", within_s=60)
    assert all(site.is_healthy(name) for name in ("web", "worker", "redis"))

    assert _asks(browser, EXERCISE)[0] == 200
    assert browser.request("POST", "/start/", "", TOKEN_FORM)[0] == 302
    assert _verdict(browser, _hand_in(browser, SLOW.replace("0.3", "0.0")))["outcome"] == "passed"

    taken_away = _hand_in(browser, SLOW)
    wait_until(lambda: _look_at(browser, taken_away)["state"] == "grading", "a worker has it")
    holder = _holder(site)
    lost = next(worker for worker in workers if holder in descendants(worker.pid))
    os.kill(lost.pid, signal.SIGKILL)
    lost.wait(5)
    assert _verdict(browser, taken_away)["outcome"] == "passed", "the other worker graded it"

    status, said = _asks(browser, "/metrics")
    assert status == 200
    assert 'ascent_gradings_total{purpose="grade",outcome="passed"} 2\n' in said
    assert "ascent_platform_faults_total 1\n" in said
    workers[workers.index(lost) - 1].terminate()
    wait_until(lambda: _asks(browser, "/readyz")[0] == 503, "without workers it is not ready", within_s=40)
    assert not site.is_healthy("worker")
    assert site.is_healthy("web")


def _asks(browser: Browser, path: str) -> tuple[int, str]:
    # Who asks all the time keeps the two cores from starting what is asked for.
    time.sleep(0.2)
    try:
        status, content = browser.request("GET", path)
    except OSError:
        return 0, ""
    return status, content.decode()


def _hand_in(browser: Browser, source: str) -> str:
    body = json.dumps({"source": source, "lane": "submit"})
    status, content = browser.request("POST", f"{EXERCISE}submissions/", body, "application/json")
    assert status == 201, content
    return str(json.loads(content)["submission"]["id"])


def _look_at(browser: Browser, submission: str) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(browser.request("GET", f"/submissions/{submission}/")[1])["submission"]
    return shown


def _verdict(browser: Browser, submission: str) -> dict[str, Any]:
    wait_until(lambda: _look_at(browser, submission)["state"] in FINAL, "it is graded", within_s=40)
    verdict: dict[str, Any] = _look_at(browser, submission)["verdict"]
    return verdict


def _holder(site: ComposedSite) -> int:
    """The worker process that grades, as it named itself."""
    [[holder]] = site.rows("SELECT claimed_by FROM exercises_submission WHERE state = 'grading'")
    return int(holder.split("/")[3])
