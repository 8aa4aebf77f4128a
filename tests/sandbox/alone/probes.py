"""The probes: each does one thing that a cage must not allow, and says "succeeded" or raises what stopped it."""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable

from grader.sandbox import privileges, syscalls
from tests.sandbox.alone.world import (
    ABSTRACT,
    OTHER_USER,
    SHARED_MEMORY_KEY,
    TAKEN_HOSTNAME,
    World,
    libc,
)

SUCCEEDED = "succeeded"
# More than the CPU limit of the layer, in seconds of processor time.
BUSY_S = 1.3
MANY_FILES = 60
PTRACE_ATTACH = 16
OUT_OF_THE_WAY = 2 << 30
MAP_NORESERVE = 0x4000
# More than any table has.
CALL_NUMBERS = 600
# uretprobe and uprobe of x86_64: newer kernels let them pass every filter, and kill whoever makes them by hand.
PAST_EVERY_FILTER = {335, 336}
INT_80 = bytes.fromhex("b814000000cd80c3")  # mov eax, 20 (getpid of the 32-bit table); int 0x80; ret


def read_secret(world: World) -> str:
    with open(world.secret) as file:
        return SUCCEEDED if file.read() else "empty"


def make_folder(world: World) -> str:
    os.mkdir(world.folder / f"new-{os.getpid()}")
    return SUCCEEDED


def list_processes(_world: World) -> str:
    return SUCCEEDED if os.listdir("/proc") else "empty"


def change_library(world: World) -> str:
    with open(world.library / "module.py", "a") as file:
        file.write("# changed\n")
    return SUCCEEDED


def find_forbidden_library(world: World) -> str:
    return SUCCEEDED if os.listdir(world.library / "forbidden") else "empty"


def run_a_program(_world: World) -> str:
    return SUCCEEDED if subprocess.run(["/bin/true"], check=False).returncode == 0 else "failed"


def execute(_world: World) -> str:
    """In this very process: what comes back is told by `true`, whose exit says nothing else."""
    os.execv("/bin/true", ["true"])


def connect_over_tcp(world: World) -> str:
    socket.create_connection(("127.0.0.1", world.port), timeout=2).close()
    return SUCCEEDED


def connect_abstract(_world: World) -> str:
    with socket.socket(socket.AF_UNIX) as end:
        end.connect(ABSTRACT)
    return SUCCEEDED


def make_socket(_world: World) -> str:
    socket.socket().close()
    return SUCCEEDED


def find_shared_memory(_world: World) -> str:
    return _of_libc(libc.shmget(SHARED_MEMORY_KEY, 0, 0))


def change_hostname(_world: World) -> str:
    socket.sethostname(TAKEN_HOSTNAME)
    return SUCCEEDED


def mount(world: World) -> str:
    syscalls.mount("tmpfs", str(world.library), "tmpfs", 0)
    return SUCCEEDED


def signal_victim(world: World) -> str:
    os.kill(world.victim, 0)
    return SUCCEEDED


def trace_victim(world: World) -> str:
    syscalls.call("ptrace", PTRACE_ATTACH, world.victim, 0, 0)
    return SUCCEEDED


def fork(_world: World) -> str:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return SUCCEEDED


def fork_as_an_ordinary_user(world: World) -> str:
    os.setresuid(OTHER_USER, OTHER_USER, OTHER_USER)
    return fork(world)


def fork_by_clone3(_world: World) -> str:
    pid, _pidfd = syscalls.fork_into(0)
    if pid == 0:
        os._exit(0)
    return SUCCEEDED


def start_thread(_world: World) -> str:
    threading.Thread(target=time.time).start()
    return SUCCEEDED


def leave_namespaces(_world: World) -> str:
    syscalls.unshare(syscalls.CLONE_NEWUSER)
    return SUCCEEDED


def become_another(_world: World) -> str:
    os.setgid(OTHER_USER)
    return SUCCEEDED


def run_a_program_of_another(world: World) -> str:
    ran = subprocess.run([world.program_of_another, "-u"], capture_output=True, text=True, check=True)
    return SUCCEEDED if int(ran.stdout) == OTHER_USER else "ran as oneself"


def gain_capabilities_by_a_program(_world: World) -> str:
    status = subprocess.run(["cat", "/proc/self/status"], capture_output=True, text=True, check=True).stdout
    (effective,) = (line.split()[1] for line in status.splitlines() if line.startswith("CapEff"))
    return SUCCEEDED if int(effective, 16) else "none gained"


def write_much(world: World) -> str:
    with open(world.folder / f"much-{os.getpid()}", "wb", buffering=0) as file:
        for _ in range(4):
            file.write(bytes(4096))
    return SUCCEEDED


def open_many_files(world: World) -> str:
    for _ in range(MANY_FILES):
        os.open(world.secret, os.O_RDONLY)
    return SUCCEEDED


def reserve_much_memory(_world: World) -> str:
    mmap.mmap(-1, OUT_OF_THE_WAY, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | MAP_NORESERVE).close()
    return SUCCEEDED


def compute_long(_world: World) -> str:
    while time.process_time() < BUSY_S:
        pass
    return SUCCEEDED


def lock_memory(_world: World) -> str:
    return _of_libc(libc.mlock(ctypes.create_string_buffer(64), 64))


def open_message_queue(_world: World) -> str:
    return _of_libc(libc.mq_open(b"/ascent", os.O_CREAT | os.O_RDWR, 0o600, None))


def call_foreign_table(_world: World) -> str:
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(INT_80)
    called = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
    return SUCCEEDED if called > 0 else str(called)


def raw_call(name: str, *arguments: int) -> Callable[[World], str]:
    """A probe that makes the call with arguments at which the kernel only shakes its head."""

    def call(world: World) -> str:
        return _of_libc(libc.syscall(ctypes.c_long(world.numbers[name]), *map(ctypes.c_long, arguments)))

    return call


def make_every_other_call(world: World) -> str:
    """Call every number of the table that the filter does not name, with arguments of 0."""
    refused, others = set(), set(range(CALL_NUMBERS)) - world.filtered - PAST_EVERY_FILTER
    for number in others:
        ctypes.set_errno(0)
        result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(0)] * 6)
        if (result, ctypes.get_errno()) == (-1, errno.EPERM):
            refused.add(number)
    return f"made {sorted(others - refused)}" if others - refused else "all refused"


def _of_libc(result: int) -> str:
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return SUCCEEDED


def leave_a_process_behind(_world: World) -> str:
    """Whether it is still there is seen from outside: it holds what its parent held open."""
    return _orphan(lambda: None)


def leave_one_that_is_tied_to_its_parent(_world: World) -> str:
    return _orphan(privileges.die_with_parent)


def _orphan(prepare: Callable[[], None]) -> str:
    ready, says_ready = os.pipe()
    if os.fork() == 0:
        os.setsid()
        prepare()
        os.write(says_ready, b"r")
        time.sleep(60)
        os._exit(0)
    os.read(ready, 1)
    return SUCCEEDED
