"""Run every probe twice, behind its one layer and behind none, and write down what happened as JSON."""

from __future__ import annotations

import errno
import json
import os
import select
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from grader.sandbox import landlock, privileges, syscalls
from grader.sandbox.id_maps import INNER_USER, IdMap, write_id_maps
from tests.sandbox.alone.cases import CASES, NOT_TRIED, UNWANTED_CALLS, Case, Probe
from tests.sandbox.alone.shutting import Layer
from tests.sandbox.alone.world import NAMESPACES, World, make_world

EVERY_ID = "0 0 4294967295\n"
# The ids of the stage that a cage with users of its own gets.
CAGE_IDS = IdMap(f"0 2000 1\n{INNER_USER} 2001 1\n", f"0 2000 1\n{INNER_USER} 2001 1\n", several_ids=True)
ROOT_ALONE = IdMap(f"{INNER_USER} 0 1\n", f"{INNER_USER} 0 1\n", several_ids=False)
ANSWER_BYTES = 4096
ENDS_WITHIN_MS = 1000
NO_LAYER = Layer("none")


def main() -> None:
    """Enter the throw-away machine, in which the first process does it all."""
    is_root = os.geteuid() == 0
    folder = Path(tempfile.mkdtemp(prefix="ascent-stage-"))
    ours, theirs = socket.socketpair()
    entering = os.fork()
    if entering == 0:
        _enter(theirs, folder, several_users=is_root)
    try:
        ours.recv(1)
        lines = EVERY_ID if is_root else None
        user, group = (lines or f"0 {number} 1\n" for number in (os.geteuid(), os.getegid()))
        write_id_maps(entering, IdMap(user, group, several_ids=is_root))
        ours.send(b"m")
        status = os.waitpid(entering, 0)[1]
    finally:
        folder.rmdir()
    sys.exit(os.waitstatus_to_exitcode(status))


def _enter(control: socket.socket, folder: Path, *, several_users: bool) -> NoReturn:
    try:
        syscalls.unshare(NAMESPACES)
        control.send(b"e")
        control.recv(1)
        # Entering a user namespace clears it.
        privileges.die_with_parent()
        pid, _pidfd = syscalls.fork_into(syscalls.CLONE_NEWPID)
        if pid == 0:
            privileges.die_with_parent()
            _be_the_first_process(folder, several_users=several_users)
        os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    except BaseException:
        traceback.print_exc()
        os._exit(70)


def _be_the_first_process(folder: Path, *, several_users: bool) -> NoReturn:
    world = make_world(folder, several_users=several_users, calls=UNWANTED_CALLS)
    abi = landlock.supported_abi()
    found = {}
    for case in CASES:
        if case.landlock_abi <= abi and (several_users or not case.several_users):
            found[case.key] = [
                _seen(case, *_attempt(world, case.layer, case.behind or case.probe)),
                NOT_TRIED if case.free == NOT_TRIED else _seen(case, *_attempt(world, NO_LAYER, case.probe)),
            ]
    sys.stdout.write(json.dumps(found))
    sys.stdout.flush()
    os._exit(0)


def _seen(case: Case, said: str, is_left: bool) -> str:
    return said if case.seen is None else case.seen(is_left)


def _attempt(world: World, layer: Layer, probe: Probe) -> tuple[str, bool]:
    """What became of the probe, and whether something of it was left behind."""
    ours, theirs = socket.socketpair()
    alive, held = os.pipe()
    pid, pidfd = syscalls.fork_into(layer.namespaces)
    if pid == 0:
        ours.close()
        _probe(world, layer, probe, theirs)
    theirs.close()
    os.close(held)
    with ours:
        said = ours.recv(ANSWER_BYTES)
        if said == b"map me":
            write_id_maps(pid, CAGE_IDS if layer.own_ids else ROOT_ALONE)
            ours.send(b"mapped")
            said = ours.recv(ANSWER_BYTES)
    status = os.waitpid(pid, 0)[1]
    os.close(pidfd)
    poll = select.poll()
    poll.register(alive, select.POLLIN)
    is_left = not poll.poll(ENDS_WITHIN_MS)
    os.close(alive)
    return said.decode() or _end_in_words(status), is_left


def _probe(world: World, layer: Layer, probe: Probe, control: socket.socket) -> NoReturn:
    def map_ids() -> None:
        control.send(b"map me")
        control.recv(ANSWER_BYTES)

    said = "the layer could not be set up"
    try:
        layer.shut(world, map_ids)
        said = _in_words(lambda: probe(world))
    finally:
        os.write(control.fileno(), said.encode())
        os._exit(0)


def _in_words(act: Callable[[], str]) -> str:
    try:
        return act()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, str(error))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _end_in_words(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"ended with {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"


if __name__ == "__main__":
    main()
