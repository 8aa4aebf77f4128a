"""Dropping from root: the program has no privilege, and sees only what it was given of a closed folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from config.serving.dropping import first_closed_folder

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
REPORT = """
import json, os
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status") if ":\\t" in line)
try:
    seen = sorted(os.listdir(CLOSED))
except OSError as error:
    seen = type(error).__name__
print(json.dumps({"uid": os.getuid(), "gid": os.getgid(), "caps": status["CapEff"].strip(),
                  "no_new_privs": status["NoNewPrivs"].strip(), "groups": os.getgroups(), "seen": seen}))
"""


def closed_folder(tmp_path: Path) -> Path:
    closed = tmp_path / "closed"
    for inner in ("given", "secret"):
        (closed / inner).mkdir(parents=True)
    (closed / "given" / "inside").write_text("yes")
    closed.chmod(0o700)
    return closed


def test_the_outermost_closed_folder_is_found(tmp_path: Path) -> None:
    closed = closed_folder(tmp_path)
    found = first_closed_folder(closed / "given", uid=NOBODY, gid=NOBODY)
    assert found is not None
    assert found in (closed, *closed.parents)


def test_an_open_path_is_not_touched() -> None:
    assert first_closed_folder(Path("/usr/lib"), uid=NOBODY, gid=NOBODY) is None


def test_a_folder_of_one_s_own_is_not_closed(tmp_path: Path) -> None:
    closed = closed_folder(tmp_path)
    owner = closed.stat()
    found = first_closed_folder(closed / "given", uid=owner.st_uid, gid=owner.st_gid)
    assert found != closed


def test_the_program_runs_without_privileges_and_sees_only_what_it_was_given(tmp_path: Path) -> None:
    closed = closed_folder(tmp_path)
    script = REPORT.replace("CLOSED", repr(str(closed)))
    needs = [str(Path(sys.base_prefix).resolve()), sys.prefix, str(closed / "given")]
    command = [sys.executable, "-I", str(ROOT / "config/serving/dropping.py"), str(NOBODY), str(NOBODY), *needs]
    ended = subprocess.run([*command, "--", sys.executable, "-c", script], capture_output=True, text=True, check=False)
    if os.geteuid() != 0:
        assert "Operation not permitted" in ended.stderr, "only root can drop"
        return
    report = json.loads(ended.stdout)
    assert report == {
        "uid": NOBODY,
        "gid": NOBODY,
        "caps": "0000000000000000",
        "no_new_privs": "1",
        "groups": [],
        "seen": ["given"],
    }


def test_root_of_a_namespace_without_other_ids_drops_to_nobody() -> None:
    asked = "from config.serving.own_user import own_user; print(own_user())"
    command = ["unshare", "--user", "--map-root-user", sys.executable, "-c", asked]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (told.stdout, told.stderr) == ("None\n", "")
