"""Which layer stops which probe, by what, and what the same probe meets where that layer is off as well."""

from __future__ import annotations

import platform
import socket
from collections.abc import Callable
from dataclasses import dataclass

from tests.sandbox.alone import probes, shutting
from tests.sandbox.alone.probes import SUCCEEDED
from tests.sandbox.alone.shutting import Layer
from tests.sandbox.alone.world import HOSTNAME, TAKEN_HOSTNAME, World

Probe = Callable[[World], str]
# Where the kernel's build decides what a free call meets: anything but the layer's own answer.
ANYTHING_ELSE = "anything else"
# What nobody should do without a filter.
NOT_TRIED = "not tried"
LEFT, GONE = "left behind", "gone"


@dataclass(frozen=True)
class Case:
    """`stopped` behind the layer, `free` without any.

    `seen`: what is looked at from outside afterwards, given whether something was left behind, in place of what
    the probe says. `behind`: the probe in the layer's shape, where the layer is part of what is probed.
    """

    name: str
    layer: Layer
    probe: Probe
    stopped: str
    free: str = SUCCEEDED
    landlock_abi: int = 1
    several_users: bool = False
    seen: Callable[[bool], str] | None = None
    behind: Probe | None = None

    @property
    def key(self) -> str:
        return f"{self.layer.name}: {self.name}"


def _left(is_left: bool) -> str:
    return LEFT if is_left else GONE


def _hostname(_is_left: bool) -> str:
    found = socket.gethostname()
    socket.sethostname(HOSTNAME)
    return found


S, L, T, P = shutting.SECCOMP, shutting.LANDLOCK, shutting.ROOT_TREE, shutting.PRIVILEGES
R, U = shutting.LIMITED, shutting.USER_NAMESPACE

NAMESPACES = [
    Case("signal a process", shutting.PID_NAMESPACE, probes.signal_victim, "ESRCH"),
    Case("leave a process behind", shutting.PID_NAMESPACE, probes.leave_a_process_behind, GONE, LEFT, seen=_left),
    Case("read a file", T, probes.read_secret, "ENOENT"),
    Case("list the processes", T, probes.list_processes, "ENOENT"),
    Case("change a library", T, probes.change_library, "EROFS"),
    Case("find a forbidden library", T, probes.find_forbidden_library, "empty"),
    Case("make a folder", T, probes.make_folder, "EROFS"),
    Case("run a program", T, probes.run_a_program, "ENOENT"),
    Case("connect over TCP", shutting.NETWORK, probes.connect_over_tcp, "ENETUNREACH"),
    Case("connect to an abstract socket", shutting.NETWORK, probes.connect_abstract, "ECONNREFUSED"),
    Case("find shared memory", shutting.IPC, probes.find_shared_memory, "ENOENT"),
    Case("change the host's name", shutting.UTS, probes.change_hostname, HOSTNAME, TAKEN_HOSTNAME, seen=_hostname),
    Case("change the host's name", U, probes.change_hostname, "EPERM"),
    Case("mount", U, probes.mount, "EPERM"),
    Case("read a private file", shutting.OWN_USERS, probes.read_secret, "EACCES", several_users=True),
    Case("signal a process", shutting.OWN_USERS, probes.signal_victim, "EPERM", several_users=True),
]

PRIVILEGES = [
    Case("change the host's name", P, probes.change_hostname, "EPERM"),
    Case("mount", P, probes.mount, "EPERM"),
    Case("become another user", P, probes.become_another, "EPERM", several_users=True),
    Case(
        "become another by a program of theirs",
        P,
        probes.run_a_program_of_another,
        "ran as oneself",
        several_users=True,
    ),
    Case("gain capabilities by a program", shutting.BOUNDING_SET, probes.gain_capabilities_by_a_program, "none gained"),
    Case(
        "outlive the parent",
        shutting.PARENT,
        probes.leave_a_process_behind,
        GONE,
        LEFT,
        seen=_left,
        behind=probes.leave_one_that_is_tied_to_its_parent,
    ),
]

LANDLOCK = [
    Case("read a file", L, probes.read_secret, "EACCES"),
    Case("list the processes", L, probes.list_processes, "EACCES"),
    Case("make a folder", L, probes.make_folder, "EACCES"),
    Case("change a library", L, probes.change_library, "EACCES"),
    Case("execute a program", L, probes.execute, "EACCES", "ended with 0"),
    Case("connect over TCP", L, probes.connect_over_tcp, "EACCES", landlock_abi=4),
    Case("connect to an abstract socket", L, probes.connect_abstract, "EPERM", landlock_abi=6),
    Case("signal a process", L, probes.signal_victim, "EPERM", landlock_abi=6),
]

SECCOMP = [
    Case("fork", S, probes.fork, "EPERM"),
    Case("fork by clone3", S, probes.fork_by_clone3, "ENOSYS"),
    Case("start a thread", S, probes.start_thread, "RuntimeError: can't start new thread"),
    Case("execute a program", S, probes.execute, "EPERM", "ended with 0"),
    Case("make a socket", S, probes.make_socket, "EPERM"),
    Case("signal a process", S, probes.signal_victim, "EPERM"),
    Case("trace a process", S, probes.trace_victim, "EPERM"),
    Case("change a library", S, probes.change_library, "EPERM"),
    Case("make a folder", S, probes.make_folder, "EPERM"),
    Case("mount", S, probes.mount, "EPERM"),
    Case("enter namespaces", S, probes.leave_namespaces, "EPERM"),
    Case("change the host's name", S, probes.change_hostname, "EPERM"),
    Case("find shared memory", S, probes.find_shared_memory, "EPERM"),
    Case("make every other call", S, probes.make_every_other_call, "all refused", NOT_TRIED),
]

# Calls whose success nobody wants to see: the arguments are wrong, and only the layer answers EPERM. The first
# asks the machine to start anew; the kernel looks at the right to do so, then at the magic numbers, which are 0.
UNWANTED_CALLS: dict[str, tuple[int, ...]] = {
    "reboot": (0, 0, 0, 0),
    "bpf": (-1, 0, 0),
    "io_uring_setup": (0, 0),
    "keyctl": (-1, 0, 0),
    "perf_event_open": (0, -1, -1, -1, 0),
    "userfaultfd": (-1,),
    "process_vm_readv": (-1, 0, 0, 0, 0, 0),
    "name_to_handle_at": (-1, 0, 0, 0, 0),
    "pidfd_open": (-1, 0),
    "memfd_create": (0, 0),
    "prctl": (-1, 0, 0, 0, 0),
    "setns": (-1, 0),
    "personality": (0xFFFFFFFF,),
}
SECCOMP += [
    Case(name, S, probes.raw_call(name, *arguments), "EPERM", ANYTHING_ELSE)
    for name, arguments in UNWANTED_CALLS.items()
]
if platform.machine() == "x86_64":
    SECCOMP.append(Case("a call by the 32-bit table", S, probes.call_foreign_table, "killed by SIGSYS"))

LIMITS = [
    Case("write much", R, probes.write_much, "EFBIG"),
    Case("open many files", R, probes.open_many_files, "EMFILE"),
    Case("reserve much memory", R, probes.reserve_much_memory, "ENOMEM"),
    Case("compute long", R, probes.compute_long, "killed by SIGKILL"),
    Case("lock memory", R, probes.lock_memory, "EPERM"),
    Case("open a message queue", R, probes.open_message_queue, "EMFILE"),
    Case("fork", R, probes.fork_as_an_ordinary_user, "EAGAIN", several_users=True),
]

CASES = [*NAMESPACES, *PRIVILEGES, *LANDLOCK, *SECCOMP, *LIMITS]
