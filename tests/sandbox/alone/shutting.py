"""Each layer by itself, put together from the engine's own functions. Only tests can leave the others out."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from grader.sandbox import landlock, namespaces, privileges, seccomp, syscalls
from grader.sandbox.id_maps import INNER_USER
from grader.sandbox.limits import ProcessLimits, apply_limits
from grader.sandbox.root_tree import enter_root_tree
from tests.sandbox.alone.world import World

LIMITS = ProcessLimits(cpu_s=1, address_space_bytes=1 << 30, file_bytes=4096)
MapIds = Callable[[], None]


@dataclass(frozen=True)
class Layer:
    """`namespaces` are entered by the fork, `shut` is called in the child; its second argument maps the ids."""

    name: str
    shut: Callable[[World, MapIds], None] = lambda _world, _map_ids: None
    namespaces: int = 0
    own_ids: bool = False


def _root_tree(world: World, _map_ids: MapIds) -> None:
    syscalls.unshare(syscalls.CLONE_NEWNS)
    enter_root_tree(world.libraries)


def _user_namespace(_world: World, map_ids: MapIds) -> None:
    namespaces._enter_user_namespace(False, map_ids, "")


def _own_users(_world: World, map_ids: MapIds) -> None:
    namespaces._enter_user_namespace(True, map_ids, "")
    os.setresgid(INNER_USER, INNER_USER, INNER_USER)
    os.setresuid(INNER_USER, INNER_USER, INNER_USER)


def _landlock(world: World, _map_ids: MapIds) -> None:
    landlock.restrict_self(landlock.make_ruleset([path for path in world.libraries.bound if path.is_dir()]))


PID_NAMESPACE = Layer("pid namespace", namespaces=syscalls.CLONE_NEWPID)
ROOT_TREE = Layer("root tree", _root_tree)
NETWORK = Layer("network namespace", lambda *_: syscalls.unshare(syscalls.CLONE_NEWNET))
IPC = Layer("ipc namespace", lambda *_: syscalls.unshare(syscalls.CLONE_NEWIPC))
UTS = Layer("uts namespace", lambda *_: syscalls.unshare(syscalls.CLONE_NEWUTS))
USER_NAMESPACE = Layer("user namespace", _user_namespace)
OWN_USERS = Layer("own users", _own_users, own_ids=True)
PRIVILEGES = Layer("privileges", lambda *_: privileges.drop_privileges(user=INNER_USER, several_ids=False))
BOUNDING_SET = Layer("bounding set", lambda *_: privileges.drop_bounding_set())
PARENT = Layer("death with the parent", lambda *_: privileges.die_with_parent())
LANDLOCK = Layer("landlock", _landlock)
SECCOMP = Layer("seccomp", lambda world, _: seccomp.load_filter(world.filter))
LIMITED = Layer("rlimits", lambda *_: apply_limits(LIMITS))
