"""Destroyed and restored, a site is what it was; whatever does not fit changes nothing."""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
import stat
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from accounts.models import User
from config.safekeeping.backing_up import back_up
from config.safekeeping.refused import Refused
from config.safekeeping.restoring import restore
from exercises.models import WorkerState
from exercises.presence import say_present
from exercises.worker_identity import this_process
from tests.config.forging import Parts, parts_of, resigned, write
from tests.config.safekept_site import HOLDS_WORK, SafekeptSite


def test_a_destroyed_site_comes_back_whole_and_people_stay_signed_in(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "site.tar.gz"
    site = SafekeptSite(data)
    sessions = site.live_in_it_and_back_up(backup)
    before = site.rows()
    assert all(before[table] for table in HOLDS_WORK)
    for path in data.glob("*"):
        if path.is_file():
            path.unlink()
    assert "2 people, 2 submissions" in site.says("restore", str(backup))
    assert site.rows() == before
    assert site.who_is(sessions["ada"]) == "ada"
    assert {stat.S_IMODE((data / name).stat().st_mode) for name in ("ascent.sqlite3", "secret_key")} == {0o600}
    assert "1 sessions ended." in site.says("restore", str(backup), "--replace", "--end-sessions")
    [kept] = site.rows()["django_session"]
    assert sessions["guest"] in kept, "a guest has nothing but the session"
    assert sorted(os.listdir(tmp_path)) == ["data", "site.tar.gz"]


@pytest.fixture
def backup(tmp_path: Path, transactional_db: None) -> Path:
    return back_up(tmp_path).path


def test_a_key_of_the_operators_own_is_left_alone_and_the_difference_is_told(backup: Path, tmp_path: Path) -> None:
    (folder := tmp_path / "secrets").mkdir()
    key, beside = folder / "key", folder / ".secret_key.restored"
    key.write_text("k" * 60)
    beside.write_text("theirs")
    elsewhere = SafekeptSite(tmp_path / "other", secret_key_file=key)
    assert f"until that key stands in {key}" in elsewhere.says("restore", str(backup))
    assert key.read_text() == "k" * 60
    assert beside.read_text() == "theirs", "that folder may be one in which nothing can be written"


def another_database(folder: Path) -> bytes:
    with closing(sqlite3.connect(folder / "other")) as database:
        database.execute("CREATE TABLE django_migrations (app, name)")
        database.commit()
    return (folder / "other").read_bytes()


def broken(parts: Parts) -> Parts:
    return {**parts, "database": parts["database"][:-1] + bytes([parts["database"][-1] ^ 1])}


def newer(parts: Parts, folder: Path) -> Parts:
    known = json.loads(parts["manifest.json"])["migrations"]
    return resigned(parts, folder, migrations=[*known, "exercises.9999_later"], version="9.0")


FORGERIES: dict[str, tuple[Callable[[Parts, Path], Parts], str]] = {
    "damaged": (lambda parts, _: broken(parts), "its checksum differs"),
    "cut": (lambda parts, _: {**parts, "database": parts["database"][:-4096]}, "not what its manifest says"),
    "without its key": (lambda parts, _: {n: c for n, c in parts.items() if n != "secret_key"}, "not complete"),
    "without a manifest": (lambda parts, _: {n: c for n, c in parts.items() if n != "manifest.json"}, "no backup"),
    "a foreign archive": (lambda *_: {"notes.txt": b"hello"}, "no backup of Ascent"),
    "with a path upwards": (lambda parts, _: {**parts, "../../escaped": b"x"}, "no backup of Ascent holds"),
    "with an absolute path": (lambda parts, _: {**parts, "/tmp/escaped": b"x"}, "no backup of Ascent holds"),
    "newer": (newer, "is of a newer Ascent .9.0.: this one does not know exercises.9999_later"),
    "of PostgreSQL": (lambda parts, folder: resigned(parts, folder, vendor="postgresql"), "is of postgresql"),
    "of another format": (lambda parts, folder: resigned(parts, folder, format_version=2), "another format"),
    "with no key": (lambda parts, folder: resigned({**parts, "secret_key": b"short"}, folder), "secret key is none"),
    "with another database": (
        lambda parts, folder: resigned({**parts, "database": another_database(folder)}, folder),
        "does not hold what its manifest says",
    ),
    "with no database": (
        lambda parts, folder: resigned({**parts, "database": b"x" * 9000}, folder),
        "cannot be read",
    ),
    "with a table to inject": (
        lambda parts, folder: resigned(parts, folder, counts={'x"; DROP TABLE y; --': 0}),
        "manifest is damaged",
    ),
    "with a manifest of nonsense": (lambda parts, _: {**parts, "manifest.json": b"[" * 100_000}, "manifest|no backup"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_what_is_no_backup_of_this_site_is_refused_and_changes_nothing(
    name: str, backup: Path, tmp_path: Path, learner: User
) -> None:
    forge, why = FORGERIES[name]
    work = tmp_path / "work"
    work.mkdir()
    forged = write(tmp_path / "forged.tar.gz", forge(parts_of(backup), work))
    with pytest.raises(Refused, match=why):
        restore(forged, replace=True)
    assert User.objects.get().username == "ada"
    assert sorted(os.listdir(tmp_path)) == sorted([backup.name, "forged.tar.gz", "work"])
    assert not Path("/tmp/escaped").exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"\x1f\x8b\x08" + b"\0" * 40, gzip.compress(b"\0" * 10_240), gzip.compress(b"hello")],
    ids=["empty", "text", "bad gzip", "empty tar", "no tar"],
)
def test_a_foreign_file_is_refused(content: bytes, tmp_path: Path, db: None) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(Refused, match="no backup of Ascent"):
        restore(path, replace=True)


def test_half_a_file_is_refused(backup: Path, learner: User) -> None:
    content = backup.read_bytes()
    for part in (2, 3, 10):
        backup.write_bytes(content[: len(content) * (part - 1) // part])
        with pytest.raises(Refused):
            restore(backup, replace=True)
    assert User.objects.count() == 1


def test_a_link_in_the_place_of_the_database_is_not_followed(backup: Path, tmp_path: Path, db: None) -> None:
    parts = parts_of(backup)
    with tarfile.open(tmp_path / "linked.tar.gz", "w:gz") as tar:
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            if name == "database":
                member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
            else:
                member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    with pytest.raises(Refused, match="not what its manifest says"):
        restore(tmp_path / "linked.tar.gz", replace=True)


def test_a_site_that_runs_is_not_replaced(backup: Path, learner: User) -> None:
    say_present(worker=this_process(), state=WorkerState.READY)
    with pytest.raises(Refused, match="The site is running: 1 worker"):
        restore(backup, replace=True)
    assert User.objects.count() == 1


def test_the_work_of_people_is_replaced_only_when_that_is_said(backup: Path, learner: User) -> None:
    with pytest.raises(Refused, match="The site holds the work of 1 people"):
        restore(backup, replace=False)
    assert User.objects.count() == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path, db: None) -> None:
    with pytest.raises(Refused, match=r"missing\.tar\.gz"):
        restore(tmp_path / "missing.tar.gz", replace=True)
