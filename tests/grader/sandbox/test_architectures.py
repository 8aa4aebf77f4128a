"""The tables of both architectures, held against libseccomp and, where they are installed, the kernel's headers.

aarch64 has only been held against these: nobody has run the cages on such a machine.
"""

from __future__ import annotations

import ctypes.util
import platform
import re
from pathlib import Path

import pyseccomp
import pytest

from grader.sandbox import seccomp, syscalls

libseccomp = ctypes.CDLL(ctypes.util.find_library("seccomp"))
ARCHITECTURES = {"x86_64": pyseccomp.Arch.X86_64, "aarch64": pyseccomp.Arch.AARCH64}
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
# What newer architectures have in place of calls that they left out; the filter allows both.
IN_PLACE_OF = {
    "readlink": "readlinkat",
    "unlink": "unlinkat",
    "mkdir": "mkdirat",
    "rmdir": "unlinkat",
    "rename": "renameat",
}


def number_of(name: str, architecture: str) -> int:
    """The number by libseccomp's own function, negative where the architecture has no such call."""
    token = int(ARCHITECTURES[architecture])
    return int(libseccomp.seccomp_syscall_resolve_name_arch(ctypes.c_uint32(token), name.encode()))


def test_both_tables_name_the_same_calls() -> None:
    assert set(syscalls.NUMBERS) == set(ARCHITECTURES)
    assert set(syscalls.NUMBERS["x86_64"]) == set(syscalls.NUMBERS["aarch64"])


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_number_is_libseccomps(architecture: str) -> None:
    table = syscalls.NUMBERS[architecture]
    assert table == {name: number_of(name, architecture) for name in table}


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_number_is_the_kernels(architecture: str) -> None:
    header = HEADERS[architecture]
    if not header.is_file():
        pytest.skip(f"{header} is not installed")
    found = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text())
    known = {name: int(number) for name, number in found}
    table = syscalls.NUMBERS[architecture]
    there = {name for name in table if name in known}
    assert len(there) > len(table) // 2
    assert {name: table[name] for name in there} == {name: known[name] for name in there}


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_filter_allows_on_each_what_it_allows_on_the_other(architecture: str) -> None:
    allowed = [*seccomp.ALLOWED, *seccomp.ALLOWED_WITHOUT_OLD_CALLS, *seccomp.ALLOWED_WITH_TMP]
    missing = [name for name in allowed if number_of(name, architecture) < 0]
    assert [name for name in missing if IN_PLACE_OF.get(name) not in allowed] == []


def test_the_filter_guards_the_architecture_it_runs_on() -> None:
    """The first instructions load the architecture and compare it with this machine's: others are killed."""
    filter_ = seccomp.compile_filter(writable_tmp=False)
    load, compare = filter_[:8], filter_[8:16]
    assert load == bytes([0x20, 0, 0, 0, 4, 0, 0, 0])
    assert int.from_bytes(compare[4:], "little") == int(ARCHITECTURES[platform.machine()])
