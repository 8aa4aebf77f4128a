"""deploy/restore.sh, with programs in the place of docker, id and chown: what it does when, and to the key."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
OLD, NEW = "o" * 64 + "\n", "n" * 64
# Notes what it is asked for and which key stands there then; refuses what it is told to.
DOCKER = """#!/bin/sh
echo "$* | $(cut -c1 secrets/secret_key)" >>calls
case " $* " in *" $(cat refuses 2>/dev/null || echo nothing) "*) exit 1 ;; esac
"""


@dataclass(frozen=True)
class Checkout:
    """A folder with deploy/restore.sh and the secrets, in which commands find our programs first."""

    folder: Path

    def restore(self, *words: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        return subprocess.run(
            ["sh", "deploy/restore.sh", *words],
            cwd=self.folder, env={"PATH": path}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    @property
    def calls(self) -> list[str]:
        noted = self.folder / "calls"
        return noted.read_text().splitlines() if noted.exists() else []

    @property
    def secrets(self) -> dict[str, str]:
        return {path.name: path.read_text() for path in (self.folder / "secrets").iterdir()}


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    for name in ("bin", "deploy", "secrets", "backups"):
        (tmp_path / name).mkdir()
    shutil.copy(PROJECT / "deploy" / "restore.sh", tmp_path / "deploy")
    (tmp_path / "secrets" / "secret_key").write_text(OLD)
    for name, program in {"docker": DOCKER, "id": "#!/bin/sh\necho 0\n", "chown": "#!/bin/sh\n"}.items():
        (tmp_path / "bin" / name).write_text(program)
        (tmp_path / "bin" / name).chmod(0o755)
    with tarfile.open(tmp_path / "site.tar.gz", "w:gz") as tar:
        member = tarfile.TarInfo("secret_key")
        member.size = len(NEW)
        tar.addfile(member, io.BytesIO(NEW.encode()))
    return Checkout(tmp_path)


def test_it_stops_the_site_restores_with_the_key_of_the_backup_and_starts_it(checkout: Checkout) -> None:
    ended = checkout.restore("site.tar.gz", "--replace")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.endswith("The site is back.\n")
    assert checkout.calls == [
        "compose build | o",
        "compose stop web worker beat | o",
        "compose run --rm tools restore /backups/site.tar.gz --replace | n",
        "compose up --detach --wait | n",
    ]
    assert checkout.secrets == {"secret_key": NEW}
    assert (checkout.folder / "secrets" / "secret_key").stat().st_mode & 0o777 == 0o444
    assert (checkout.folder / "backups" / "site.tar.gz").stat().st_mode & 0o777 == 0o600


def test_where_the_backup_is_refused_the_key_is_put_back_and_the_site_runs_on(checkout: Checkout) -> None:
    (checkout.folder / "refuses").write_text("run")
    ended = checkout.restore("site.tar.gz")
    assert ended.returncode == 1
    assert "Nothing was restored" in ended.stderr
    assert checkout.calls[-1] == "compose up --detach --wait | o"
    assert checkout.secrets == {"secret_key": OLD}


def test_where_the_image_cannot_be_built_the_site_is_not_even_stopped(checkout: Checkout) -> None:
    (checkout.folder / "refuses").write_text("build")
    assert checkout.restore("site.tar.gz").returncode != 0
    assert len(checkout.calls) == 1
    assert checkout.secrets == {"secret_key": OLD}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Which backup?"),
        (("missing.tar.gz",), "There is no file missing.tar.gz"),
        (("deploy/restore.sh",), "is no backup of Ascent"),
        (("cut.tar.gz",), "is no backup of Ascent"),
        (("site.tar.gz", "other.tar.gz"), "what is other.tar.gz?"),
    ],
)
def test_what_cannot_be_meant_changes_nothing(words: tuple[str, ...], says: str, checkout: Checkout) -> None:
    (checkout.folder / "cut.tar.gz").write_bytes((checkout.folder / "site.tar.gz").read_bytes()[:40])
    ended = checkout.restore(*words)
    assert ended.returncode == 1
    assert says in ended.stderr
    assert checkout.calls == []
    assert checkout.secrets == {"secret_key": OLD}


def test_an_ordinary_user_is_told_to_use_sudo(checkout: Checkout) -> None:
    (checkout.folder / "bin" / "id").write_text("#!/bin/sh\necho 1000\n")
    ended = checkout.restore("site.tar.gz")
    assert ended.returncode == 1
    assert "sudo deploy/restore.sh" in ended.stderr
    assert checkout.secrets == {"secret_key": OLD}
