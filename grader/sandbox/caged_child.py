"""A child of a fork server, from its first instruction to the program it runs.

It shuts all of its cage that does not depend on the job and waits. A job makes it set its limits, shut the
rest, report, and only then read a single byte of what it is to run. It serves one job and is never reused.

Each page that a child writes to is copied first. So the calls that shut the cage are worked out in the fork
server, as plans, and the child only carries them out.
"""

from __future__ import annotations

import json
import os
import random
import resource
import select
import socket
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from grader.sandbox import landlock, orders, privileges, root_tree, seccomp, syscalls
from grader.sandbox.id_maps import INNER_USER
from grader.sandbox.limits import UNLIMITED, JobLimit, apply_fixed_limits
from grader.sandbox.programs import Role

READY = b"R"
# A job's three descriptors take the lowest free numbers; what the child itself holds stands above them.
CHANNEL, SECOND, INPUT = 3, 4, 5
JOB_SOCKET, RULESET, FIRST_CLOSED = 6, 7, 8
STANDARD = (0, 1, 2)
# From here on the fork server keeps what its children do not get.
SERVERS_OWN = 100

INPUT_BYTES = 64 << 10
# Under load the next job is there sooner, and nothing is done ahead that would only take time from it.
IDLE_S = 0.1
SETTINGS_LENGTH = struct.Struct("<I")


@dataclass(frozen=True)
class Cage:
    """What the fork server prepared for its children. It holds the ruleset and each child's job socket in place."""

    null_fd: int
    several_ids: bool
    readable: tuple[Path, ...]
    filter: bytes
    filter_with_tmp: bytes
    entries: Mapping[Role, Callable[..., Any]]
    learn: Callable[[bytes], None]
    rehearse: Callable[[], None]
    jobs: socket.socket


@dataclass(frozen=True)
class Shutting:
    """The calls that shut a cage: before a job is known, and once it is."""

    waiting: syscalls.Plan
    working: syscalls.Plan
    cpu: JobLimit
    address_space: JobLimit


def plan(cage: Cage, *, tmp_mb: int) -> Shutting:
    """Work out the calls. Each child carries them out on its own copy."""
    with syscalls.planned() as waiting:
        _keep_only_what_is_needed(cage.null_fd)
        syscalls.call("setsid")
        privileges.die_with_parent()
        if tmp_mb:
            root_tree.mount_tmp(tmp_mb)
        privileges.drop_privileges(user=INNER_USER, several_ids=cage.several_ids)
        syscalls.call("umask", 0o077)
        apply_fixed_limits(tmp_mb << 20)
        if not tmp_mb:
            landlock.restrict_self(RULESET)
            syscalls.call("close", RULESET)
    with syscalls.planned() as working:
        cpu, address_space = JobLimit(resource.RLIMIT_CPU), JobLimit(resource.RLIMIT_AS)
        seccomp.load_filter(cage.filter_with_tmp if tmp_mb else cage.filter)
    return Shutting(waiting, working, cpu, address_space)


def _keep_only_what_is_needed(null_fd: int) -> None:
    for number in STANDARD:
        syscalls.call("dup3", null_fd, number, 0)
    syscalls.close_range(CHANNEL, INPUT)
    syscalls.close_range(FIRST_CLOSED)


def live(cage: Cage, shutting: Shutting, *, tmp_mb: int) -> NoReturn:
    """Be the child. Whatever fails before the program runs is told to the worker and ends the process."""
    try:
        role = _shut(cage, shutting, tmp_mb=tmp_mb)
        if role is not None:
            os.write(JOB_SOCKET, READY)
            os.close(JOB_SOCKET)
            _run(cage.entries[role], role)
    finally:
        os._exit(1)


def _shut(cage: Cage, shutting: Shutting, *, tmp_mb: int) -> Role | None:
    """Shut the whole cage; what fails is said on the job's socket. None if no job ever came."""
    try:
        syscalls.carry_out(shutting.waiting)
        if tmp_mb:
            _restrict_beside_tmp(cage.readable)
        # Every child is a copy of one server: without this they would all draw the same numbers.
        np.random.seed(int.from_bytes(os.urandom(4)))
        random.seed()
        if not _comes_soon(cage.jobs):
            # Nobody waits: what the program will touch is copied now, not while a learner looks on.
            cage.rehearse()
        job = _wait_for_job(cage.jobs)
        if job is None:
            return None
        role, cpu_s, address_space = job
        shutting.cpu.fill(cpu_s)
        shutting.address_space.fill(address_space or UNLIMITED)
        syscalls.carry_out(shutting.working)
    except BaseException as error:
        os.write(JOB_SOCKET, f"{type(error).__name__}: {error}".encode()[: orders.RECORD_BYTES])
        raise
    return role


def _comes_soon(jobs: socket.socket) -> bool:
    readable, _, _ = select.select([jobs], [], [], IDLE_S)
    return bool(readable)


def _wait_for_job(jobs: socket.socket) -> tuple[Role, int, int] | None:
    """The job, or None if the worker went away first."""
    message, fds = orders.read(jobs)
    if not message:
        return None
    if fds != [CHANNEL, SECOND, INPUT]:
        raise OSError(f"the job's descriptors came as {fds}")
    place, cpu_s, address_space = orders.JOB.unpack(message)
    role = orders.ROLES[place]
    if role is Role.LEARNER:
        os.dup2(SECOND, 1)
        os.dup2(SECOND, 2)
        os.close(SECOND)
    return role, cpu_s, address_space


def _restrict_beside_tmp(readable: Sequence[Path]) -> None:
    """The child's own /tmp is there only now: it takes a ruleset of its own."""
    ruleset = landlock.make_ruleset(_still_seen(readable), [root_tree.TMP])
    landlock.restrict_self(ruleset)
    os.close(ruleset)
    os.close(RULESET)


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
    while part := os.read(fd, INPUT_BYTES):
        parts.append(part)
    return b"".join(parts)
