"""A backup: one private file that is whole, or none at all."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import User
from config.safekeeping import backing_up
from config.safekeeping.archive import read_manifest
from config.safekeeping.backing_up import back_up
from config.safekeeping.refused import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_says_what_it_holds_and_only_its_owner_may_read_it(tmp_path: Path, learner: User) -> None:
    target = tmp_path / "site.tar.gz"
    said = io.StringIO()
    call_command("backup", str(target), stdout=said)
    assert "1 people, 0 submissions" in said.getvalue()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    manifest = read_manifest(target)
    assert manifest.counts["accounts_user"] == 1
    assert manifest.vendor == "sqlite"
    assert "accounts.0001_initial" in manifest.migrations
    with tarfile.open(target) as tar:
        assert tar.getnames() == ["manifest.json", "database", "secret_key"]
        assert {member.mode for member in tar} == {0o600}
        assert tar.extractfile("secret_key").read().decode() == settings.SECRET_KEY  # type: ignore[union-attr]
        assert json.loads(tar.extractfile("manifest.json").read())["version"] == "0.1.0"  # type: ignore[union-attr]


def test_in_a_folder_it_is_named_for_the_moment_and_leaves_nothing_beside(tmp_path: Path) -> None:
    backup = back_up(tmp_path)
    assert os.listdir(tmp_path) == [backup.path.name]
    assert backup.path.name.startswith("ascent-20")


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "site.tar.gz"
    target.write_text("older")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(target))
    assert target.read_text() == "older"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="does not exist"):
        back_up(tmp_path / "missing" / "site.tar.gz")


def test_a_disk_that_is_full_half_way_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(target: Path, *_: object) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backing_up, "write_archive", full)
    with pytest.raises(Refused, match="No space left on device"):
        back_up(tmp_path)
    assert os.listdir(tmp_path) == []


def test_any_tar_can_open_it(tmp_path: Path) -> None:
    backup = back_up(tmp_path)
    key = subprocess.run(["tar", "-xzOf", backup.path, "secret_key"], capture_output=True, check=True).stdout
    assert key.decode() == settings.SECRET_KEY
