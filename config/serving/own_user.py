"""The user that web and Redis run as when Ascent is started by root."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from config.provisioning.problem import Problem

NAME = "ascent"


@dataclass(frozen=True)
class OwnUser:
    """Ids of the account that holds the data."""

    uid: int
    gid: int


def own_user() -> OwnUser | None:
    """The account to drop to; None when Ascent was not started by root. Made on first use.

    Root of a user namespace that holds no other ids is an ordinary user: there is nobody to drop to.
    Raises Problem.
    """
    if os.geteuid() != 0 or _ids_held() == 1:
        return None
    try:
        found = pwd.getpwnam(NAME)
    except KeyError:
        found = _make()
    return OwnUser(uid=found.pw_uid, gid=found.pw_gid)


def _ids_held() -> int:
    """How many user ids there are in this process's user namespace."""
    lines = Path("/proc/self/uid_map").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[2]) for line in lines)


def _make() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise Problem(
            "The program useradd is missing, so no own user can be made.", "Start Ascent as an ordinary user."
        )
    home = "/nonexistent"
    command = [useradd, "--system", "--no-create-home", "--home-dir", home, "--shell", "/usr/sbin/nologin", NAME]
    if _group_exists():
        command[1:1] = ["--gid", NAME]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise Problem(
            f"The user {NAME} could not be made: {made.stderr.strip()}", "Make it with useradd and start again."
        )
    return pwd.getpwnam(NAME)


def _group_exists() -> bool:
    try:
        grp.getgrnam(NAME)
    except KeyError:
        return False
    return True


def hand_over(folder: Path, user: OwnUser | None) -> None:
    """Give `folder` and what is in it to the own user, open to nobody else."""
    folder.chmod(0o700)
    if user is None:
        return
    for path in (folder, *folder.rglob("*")):
        held = path.lstat()
        if (held.st_uid, held.st_gid) != (user.uid, user.gid):
            os.chown(path, user.uid, user.gid, follow_symlinks=False)
