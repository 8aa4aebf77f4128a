"""A child of a fork server, from its first instruction to the program it runs.

It shuts all of its cage that does not depend on the job and waits. A job makes it set its limits, shut the
rest, report, and only then read a single byte of what it is to run. It serves one job and is never reused.
"""

from __future__ import annotations

import json
import os
import random
import socket
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from grader.sandbox import landlock, privileges, root_tree, seccomp, syscalls
from grader.sandbox.id_maps import INNER_USER
from grader.sandbox.limits import ProcessLimits, apply_limits
from grader.sandbox.programs import Role

READY = b"R"
# A job's three descriptors take the lowest free numbers; what the child itself holds stands above them.
CHANNEL, SECOND, INPUT = 3, 4, 5
JOB_SOCKET, RULESET, FIRST_CLOSED = 6, 7, 8
STANDARD = (0, 1, 2)
SPARE = 100

JOB_BYTES = 4096
SETTINGS_LENGTH = struct.Struct("<I")


@dataclass(frozen=True)
class Cage:
    """What the fork server prepared for its children."""

    null_fd: int
    ruleset_fd: int
    several_ids: bool
    readable: tuple[Path, ...]
    filter: bytes
    filter_with_tmp: bytes
    entries: Mapping[Role, Callable[..., Any]]
    learn: Callable[[bytes], None]


def live(cage: Cage, job_socket: int, *, tmp_mb: int) -> NoReturn:
    """Be the child. Whatever fails before the program runs is told to the worker and ends the process."""
    try:
        _keep_only(null=cage.null_fd, job_socket=job_socket, ruleset=cage.ruleset_fd)
        jobs = socket.socket(fileno=JOB_SOCKET)
        role = _shut(cage, jobs, tmp_mb=tmp_mb)
        if role is not None:
            os.write(JOB_SOCKET, READY)
            jobs.close()
            _run(cage.entries[role], role)
    finally:
        os._exit(1)


def _shut(cage: Cage, jobs: socket.socket, *, tmp_mb: int) -> Role | None:
    """Shut the whole cage; what fails is said on the job's socket. None if no job ever came."""
    try:
        _shut_what_needs_no_job(cage, tmp_mb=tmp_mb)
        job = _wait_for_job(jobs)
        if job is None:
            return None
        _shut_the_rest(cage, job, tmp_mb=tmp_mb)
        return Role(job["role"])
    except BaseException as error:
        os.write(JOB_SOCKET, f"{type(error).__name__}: {error}".encode()[:JOB_BYTES])
        raise


def _shut_what_needs_no_job(cage: Cage, *, tmp_mb: int) -> None:
    os.setsid()
    privileges.die_with_parent()
    if tmp_mb:
        root_tree.mount_tmp(tmp_mb)
    privileges.drop_privileges(user=INNER_USER, several_ids=cage.several_ids)
    os.umask(0o077)
    # Every child is a copy of one server: without this they would all draw the same numbers.
    np.random.seed(int.from_bytes(os.urandom(4)))
    random.seed()


def _keep_only(*, null: int, job_socket: int, ruleset: int) -> None:
    for place, fd in enumerate((null, job_socket, ruleset)):
        os.dup2(fd, SPARE + place)
    for number in STANDARD:
        os.dup2(SPARE, number)
    os.dup2(SPARE + 1, JOB_SOCKET)
    os.dup2(SPARE + 2, RULESET)
    for number in (CHANNEL, SECOND, INPUT):
        os.dup2(SPARE, number)
        os.close(number)
    syscalls.close_range(FIRST_CLOSED)


def _wait_for_job(jobs: socket.socket) -> dict[str, Any] | None:
    """The job, or None if the worker went away first."""
    message, fds, _flags, _address = socket.recv_fds(jobs, JOB_BYTES, 3)
    if not message:
        return None
    if fds != [CHANNEL, SECOND, INPUT]:
        raise OSError(f"the job's descriptors came as {fds}")
    job: dict[str, Any] = json.loads(message)
    if job["role"] == Role.LEARNER:
        os.dup2(SECOND, 1)
        os.dup2(SECOND, 2)
        os.close(SECOND)
    return job


def _shut_the_rest(cage: Cage, job: dict[str, Any], *, tmp_mb: int) -> None:
    apply_limits(ProcessLimits(job["cpu_s"], job["address_space_bytes"], tmp_mb << 20))
    ruleset = landlock.make_ruleset(_still_seen(cage.readable), [root_tree.TMP]) if tmp_mb else RULESET
    landlock.restrict_self(ruleset)
    os.close(RULESET)
    if tmp_mb:
        os.close(ruleset)
    seccomp.load_filter(cage.filter_with_tmp if tmp_mb else cage.filter)


def _still_seen(readable: Sequence[Path]) -> list[Path]:
    """Libraries that lie below /tmp on this machine are covered by the child's own: they are imported already."""
    return [path for path in readable if path.exists()]


def _run(program: Callable[..., Any], role: Role) -> None:
    data = _read_all(INPUT)
    os.close(INPUT)
    if role is Role.LEARNER:
        (length,) = SETTINGS_LENGTH.unpack_from(data)
        start = SETTINGS_LENGTH.size + length
        settings = json.loads(data[SETTINGS_LENGTH.size : start])
        program(CHANNEL, data[start:], settings)
    else:
        program(CHANNEL, SECOND, data)


def learner_input(source: bytes, settings: dict[str, Any]) -> bytes:
    """What the learner's child reads: its settings, then the source."""
    packed = json.dumps(settings).encode()
    return SETTINGS_LENGTH.pack(len(packed)) + packed + source


def _read_all(fd: int) -> bytes:
    parts: list[bytes] = []
    while part := os.read(fd, 1 << 20):
        parts.append(part)
    return b"".join(parts)
