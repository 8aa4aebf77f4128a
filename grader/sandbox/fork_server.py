"""The fork server: a process that imports NumPy once, enters the cage and forks children on demand.

Started by `server_process`. It talks to the worker over one socket of records: JSON until it is ready, `orders`
from then on. The end of that socket, or of the worker, ends the fork server and every child of it.
"""

from __future__ import annotations

import fcntl
import gc
import json
import os
import select
import signal
import socket
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from grader.sandbox import caged_child, huge_pages, landlock, orders, privileges, seccomp, syscalls
from grader.sandbox.errands import run_aside
from grader.sandbox.errors import IsolationUnavailable
from grader.sandbox.library_paths import LibraryPaths, library_paths
from grader.sandbox.namespaces import enter_namespaces, layer
from grader.sandbox.programs import Programs, Role, load_entry, load_learn, load_rehearse
from grader.sandbox.warm_up import warm_up

MESSAGE_BYTES = 64 << 10
ONE_THREAD_MEND = "Start it with OPENBLAS_NUM_THREADS=1, and keep packages that start threads out of the engine."


def main(control_fd: int) -> None:
    """Be a fork server until the worker hangs up."""
    control = socket.socket(fileno=_moved_up(control_fd))
    try:
        config = _receive(control)
        if config is None:
            return
        privileges.die_with_parent()
        cage = _enter_cage(control, config)
        _send(control, {"say": "ready", **_figures()})
    except IsolationUnavailable as error:
        with suppress(BrokenPipeError):
            _send(control, {"say": "failed", "layer": error.layer, "why": error.why, "mend": error.mend})
        return
    except Exception:
        traceback.print_exc()
        _send(control, _failed_to_start(traceback.format_exc()))
        return
    _Children(control, cage).serve()


def _moved_up(fd: int) -> int:
    """The same beyond the numbers that a child uses."""
    moved = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, caged_child.SERVERS_OWN)
    os.close(fd)
    return moved


def _failed_to_start(trace: str) -> dict[str, Any]:
    return {"say": "failed", "layer": "fork server", "why": trace, "mend": "This is a fault of the engine: report it."}


def _receive(control: socket.socket) -> dict[str, Any] | None:
    message = control.recv(MESSAGE_BYTES)
    return json.loads(message) if message else None


def _send(control: socket.socket, message: dict[str, Any]) -> None:
    control.send(json.dumps(message).encode())


def _enter_cage(control: socket.socket, config: dict[str, Any]) -> caged_child.Cage:
    """Import everything, then go where nothing else can be imported."""
    role = Role(config["role"])
    programs = Programs(**config["programs"])
    sys.path[:0] = programs.folders
    entries = {each: load_entry(programs.entry(each)) for each in (role, Role.PROBE)}
    learn = load_learn(programs.entry(role))
    rehearse = load_rehearse(programs.entry(role))
    warm_up()
    _check_one_thread()
    gc.collect()
    huge_pages.collapse()
    paths = library_paths(hide_linalg=role is Role.LEARNER)
    filters = _compile_filters()
    null_fd = _moved_up(os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC))
    # Both numbers are held from here on, so that nothing else of ours can come to lie there.
    os.dup2(null_fd, caged_child.RULESET)
    jobs = _job_socket()
    enter_namespaces(paths, several_ids=config["several_ids"], map_ids=lambda: _ask_for_id_maps(control))
    # Leaving for another user clears it.
    privileges.die_with_parent()
    # Once for all children: the fork server keeps what it holds, and nothing below it can gain more.
    privileges.drop_bounding_set()
    readable = _still_there(paths)
    _hold_ruleset(readable)
    sys.path[:] = [entry for entry in sys.path if Path(entry).is_dir()]
    sys.argv[:] = [""]
    gc.collect()
    gc.freeze()
    return caged_child.Cage(null_fd, config["several_ids"], readable, *filters, entries, learn, rehearse, jobs)


def _hold_ruleset(readable: tuple[Path, ...]) -> None:
    """Make the children's Landlock ruleset, under the number that they know it by."""
    with layer("landlock", "The libraries must be readable inside the root tree."):
        ruleset = landlock.make_ruleset(readable)
        os.dup2(ruleset, caged_child.RULESET)
        os.close(ruleset)


def _job_socket() -> socket.socket:
    """The object that each child hears its job by. What stands behind its number changes with each fork."""
    for end in _socketpair():
        os.dup2(end, caged_child.JOB_SOCKET)
        os.close(end)
    return socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET, 0, fileno=caged_child.JOB_SOCKET)


def _check_one_thread() -> None:
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise IsolationUnavailable("one thread", f"the fork server has {threads} threads", ONE_THREAD_MEND)


def _compile_filters() -> tuple[bytes, bytes]:
    try:
        filters: tuple[bytes, bytes] = run_aside(_compiled_filters)
    except (OSError, RuntimeError, ImportError) as error:
        mend = "Install libseccomp (Debian, Ubuntu: apt install libseccomp2)."
        raise IsolationUnavailable("seccomp", str(error), mend) from error
    return filters


def _compiled_filters() -> tuple[bytes, bytes]:
    return seccomp.compile_filter(writable_tmp=False), seccomp.compile_filter(writable_tmp=True)


def _ask_for_id_maps(control: socket.socket) -> None:
    _send(control, {"say": "map me"})
    answer = _receive(control)
    if answer is None or answer["do"] != "go on":
        raise OSError("the worker could not write the id maps")


def _still_there(paths: LibraryPaths) -> tuple[Path, ...]:
    return tuple(path for path in paths.bound if path.is_dir())


def _figures() -> dict[str, Any]:
    """What the worker cannot see from outside."""
    interfaces = [name for _index, name in socket.if_nameindex()]
    return {"landlock_abi": landlock.supported_abi(), "interfaces": interfaces}


class _Children:
    """The children alive, by the descriptor that tells of their end."""

    def __init__(self, control: socket.socket, cage: caged_child.Cage) -> None:
        self.control = control
        self.cage = cage
        self.shutting = caged_child.plan(cage, tmp_mb=0)
        self.alive: dict[int, int] = {}
        self.poll = select.poll()
        self.poll.register(control, select.POLLIN)

    def serve(self) -> None:
        """Fork and report until the worker hangs up, in the midst of an answer or not."""
        try:
            while True:
                for fd, _event in self.poll.poll():
                    if fd in self.alive:
                        self._report_end(fd)
                    elif not self._do_as_told():
                        return
        except BrokenPipeError:
            return
        finally:
            for pidfd in self.alive:
                signal.pidfd_send_signal(pidfd, signal.SIGKILL)

    def _do_as_told(self) -> bool:
        """Learn, or fork the child that the worker asks for; False once the worker has hung up."""
        record, fds = orders.read(self.control)
        if not record:
            return False
        word, number = orders.ORDER.unpack(record)
        if word == orders.LEARN:
            self._learn(fds[0])
        else:
            self._fork(number, fds)
        return True

    def _learn(self, fd: int) -> None:
        with open(fd, "rb") as file:
            lesson = file.read()
        # What cannot be learnt here is read, and told of, by each child itself.
        with suppress(Exception):
            self.cage.learn(lesson)
        gc.freeze()

    def _fork(self, tmp_mb: int, fds: list[int]) -> None:
        worker_end, child_end = _socketpair()
        namespaces = syscalls.CLONE_NEWPID | (syscalls.CLONE_NEWNS if tmp_mb else 0)
        shutting = caged_child.plan(self.cage, tmp_mb=tmp_mb) if tmp_mb else self.shutting
        try:
            os.dup2(child_end, caged_child.JOB_SOCKET)
            pid, pidfd = syscalls.fork_alone_into(namespaces, cgroup_fd=fds[0] if fds else None)
            if pid == 0:
                caged_child.live(self.cage, shutting, tmp_mb=tmp_mb)
            self.alive[pidfd] = pid
            self.poll.register(pidfd, select.POLLIN)
            orders.write(self.control, orders.NEWS.pack(orders.CHILD, pid, 0, 0.0), [pidfd, worker_end])
        except BrokenPipeError:
            raise
        except OSError as error:
            orders.write(self.control, orders.NEWS.pack(orders.FAILED, 0, 0, 0.0) + str(error).encode())
        finally:
            os.dup2(self.cage.null_fd, caged_child.JOB_SOCKET)
            for fd in (worker_end, child_end, *fds):
                os.close(fd)

    def _report_end(self, pidfd: int) -> None:
        pid = self.alive.pop(pidfd)
        self.poll.unregister(pidfd)
        os.close(pidfd)
        _pid, status, usage = os.wait4(pid, 0)
        orders.write(self.control, orders.NEWS.pack(orders.ENDED, pid, status, usage.ru_utime + usage.ru_stime))


def _socketpair() -> tuple[int, int]:
    ours, childs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    return ours.detach(), childs.detach()
