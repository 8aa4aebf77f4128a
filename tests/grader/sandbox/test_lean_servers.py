"""What keeps fork servers lean: errands in processes of their own, calls planned ahead, memory in huge pages."""

from __future__ import annotations

import os
import resource
import sys

import pytest

from grader.sandbox import huge_pages, orders, syscalls
from grader.sandbox.errands import run_aside
from grader.sandbox.limits import UNLIMITED, JobLimit
from grader.sandbox.programs import Role

MAPS = """\
55d0c0000000-55d0c0800000 rw-p 00000000 00:00 0                          [heap]
7f0000000000-7f0000100000 r-xp 00000000 08:01 1234                       /usr/lib/libc.so.6
7f0000200000-7f0000300000 rw-p 00000000 08:01 1234                       /usr/lib/libc.so.6
7f0000400000-7f0000600000 rw-p 00000000 00:00 0 
7ffc00000000-7ffc00021000 rw-p 00000000 00:00 0                          [stack]
"""  # noqa: W291 - as the kernel writes it


def test_an_errand_gives_back_its_outcome_and_leaves_nothing() -> None:
    def work() -> int:
        import this  # noqa: F401 - a module that nobody else needs

        return os.getpid()

    assert run_aside(work) != os.getpid()
    assert "this" not in sys.modules


def test_an_errand_that_fails_raises_here() -> None:
    def fail() -> None:
        raise OSError(2, "not there")

    with pytest.raises(OSError, match="not there"):
        run_aside(fail)
    with pytest.raises(RuntimeError, match="ended early"):
        run_aside(lambda: os._exit(3))


def test_a_plan_does_nothing_until_it_is_carried_out() -> None:
    mask = os.umask(0o022)
    try:
        with syscalls.planned() as plan:
            syscalls.call("umask", 0o077)
        assert os.umask(0o022) == 0o022
        syscalls.carry_out(plan)
        assert os.umask(0o022) == 0o077
    finally:
        os.umask(mask)


def test_a_call_of_a_plan_that_fails_is_named() -> None:
    with syscalls.planned() as plan:
        syscalls.call("close", 9_999)
    with pytest.raises(OSError, match="close"):
        syscalls.carry_out(plan)


def test_a_limit_takes_its_value_from_the_job() -> None:
    def limited() -> tuple[int, int]:
        with syscalls.planned() as plan:
            limit = JobLimit(resource.RLIMIT_CPU)
        limit.fill(UNLIMITED)
        syscalls.carry_out(plan)
        limit.fill(7)
        syscalls.carry_out(plan)
        return resource.getrlimit(resource.RLIMIT_CPU)

    assert run_aside(limited) == (7, 7)


def test_only_memory_of_its_own_is_collapsed() -> None:
    found = list(huge_pages._own_memory(MAPS))
    assert found == [(0x55D0C0000000, 0x55D0C0800000), (0x7F0000400000, 0x7F0000600000)]


def test_a_job_survives_its_record() -> None:
    packed = orders.JOB.pack(orders.ROLES.index(Role.EXAMINER), 5, 1 << 40)
    place, cpu_s, address_space = orders.JOB.unpack(packed)
    assert (orders.ROLES[place], cpu_s, address_space) == (Role.EXAMINER, 5, 1 << 40)
