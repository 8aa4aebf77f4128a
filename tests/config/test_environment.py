"""What the environment may say, and what holds when it says nothing."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import database_settings, events_url_of, read_environment, socket_of
from config.secret_key import read_or_make_secret_key

VARIABLES = (
    "ASCENT_DATA", "ASCENT_SECRET_KEY_FILE", "ASCENT_DEBUG", "ASCENT_HOSTS", "ASCENT_TRUSTED_ORIGINS",
    "DATABASE_URL", "BROKER_URL", "EVENTS_URL",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_said_nothing_everything_is_local_and_closed(tmp_path: Path) -> None:
    said = read_environment(tmp_path)
    assert said.data == tmp_path / "var"
    assert said.debug is False
    assert said.hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert said.database_url == f"sqlite:///{tmp_path}/var/ascent.sqlite3"
    assert said.broker_url == f"redis+socket://{tmp_path}/var/run/redis.sock"
    assert said.events_url == f"unix://{tmp_path}/var/run/redis.sock?db=0"
    assert said.behind_tls is False


def test_what_an_operator_says_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASCENT_HOSTS", "ascent.example.org, other.example.org")
    monkeypatch.setenv("ASCENT_TRUSTED_ORIGINS", "https://ascent.example.org")
    monkeypatch.setenv("BROKER_URL", "redis://redis:6379/0")
    said = read_environment(tmp_path)
    assert said.hosts == ["ascent.example.org", "other.example.org"]
    assert said.behind_tls is True
    assert said.events_url == "redis://redis:6379/0"


def test_a_switch_that_is_neither_on_nor_off_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASCENT_DEBUG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="ASCENT_DEBUG"):
        read_environment(tmp_path)


@pytest.mark.parametrize(
    ("broker", "events"),
    [
        ("redis+socket:///run/r.sock?virtual_host=2", "unix:///run/r.sock?db=2"),
        ("rediss://redis:6380/1", "rediss://redis:6380/1"),
        ("filesystem://", ""),
    ],
)
def test_events_use_the_redis_of_the_broker(broker: str, events: str) -> None:
    assert events_url_of(broker) == events


def test_only_a_socket_in_our_own_folder_is_ours_to_serve(tmp_path: Path) -> None:
    assert socket_of(f"redis+socket://{tmp_path}/run/r.sock", within=tmp_path) == tmp_path / "run" / "r.sock"
    assert socket_of("redis+socket:///elsewhere/r.sock", within=tmp_path) is None
    assert socket_of("redis://redis:6379/0", within=tmp_path) is None


def test_sqlite_takes_its_lock_at_the_beginning_and_postgresql_is_left_alone() -> None:
    assert database_settings("sqlite:////tmp/a.sqlite3")["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "transaction_mode" not in database_settings("postgres://a@b/c").get("OPTIONS", {})


def test_a_missing_key_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    key = read_or_make_secret_key(path, may_make=True)
    assert len(key) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_or_make_secret_key(path, may_make=True) == key
    assert os.listdir(path.parent) == ["secret_key"]


def test_of_many_starters_at_once_all_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starters:
        keys = list(starters.map(lambda _: read_or_make_secret_key(tmp_path / "key", may_make=True), range(16)))
    assert len(set(keys)) == 1


@pytest.mark.parametrize(("mode", "content"), [(0o644, "k" * 50), (0o600, "short"), (0o600, "")])
def test_a_key_that_protects_nothing_is_refused(tmp_path: Path, mode: int, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(ImproperlyConfigured):
        read_or_make_secret_key(path, may_make=True)


def test_a_key_file_that_was_named_is_never_made(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured):
        read_or_make_secret_key(tmp_path / "key", may_make=False)
    mounted = tmp_path / "mounted"
    mounted.write_text("k" * 50)
    assert read_or_make_secret_key(mounted, may_make=False) == "k" * 50
