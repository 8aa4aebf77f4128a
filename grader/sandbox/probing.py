"""Test a fork server before use: have one of its children try to break out, and look at it from outside."""

from __future__ import annotations

import os
import select
import socket
from pathlib import Path

from grader.sandbox.caged_process import CagedProcess
from grader.sandbox.errors import ForkServerGone, IsolationUnavailable
from grader.sandbox.frames import Channel, ChannelClosed, ProtocolViolation
from grader.sandbox.layers import Layer
from grader.sandbox.namespaces import mend_for_namespaces
from grader.sandbox.programs import Role
from grader.sandbox.server_process import ServerProcess

PROBE_S = 10.0
PROBE_CPU_S = 10
PROBE_BYTES = 512 << 20
ENGINE_FAULT = "This layer was set up but does not hold: do not grade here, and report it."
NO_CAPABILITY = "0" * 16


def probe_server(server: ServerProcess) -> list[Layer]:
    """What the probes found; raises `IsolationUnavailable` for the first layer that does not hold."""
    layers = look(server)
    for layer in layers:
        if not layer.holds:
            raise IsolationUnavailable(layer.name, layer.detail, layer.mend)
    return layers


def look(server: ServerProcess) -> list[Layer]:
    """Every layer of one child, from inside and from outside."""
    try:
        child = server.take_child()
    except (ForkServerGone, TimeoutError) as error:
        mend = f"If it may not fork into a pid namespace: {mend_for_namespaces()}"
        raise IsolationUnavailable("fork server", str(error), mend) from error
    ours, theirs = socket.socketpair()
    ours.settimeout(PROBE_S)
    try:
        with theirs:
            _start(server, child, theirs)
        inside = _hear(child, ours)
        return [*_from_inside(inside), *_from_outside(server, child)]
    finally:
        ours.close()
        child.kill()
        server.wait_for_end(child)
        child.close()
        server.ask_for_child()


def _start(server: ServerProcess, child: CagedProcess, channel: socket.socket) -> None:
    null = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    try:
        child.start(
            role=Role.PROBE,
            cpu_s=PROBE_CPU_S,
            address_space_bytes=server.base_bytes + PROBE_BYTES,
            memory_bytes=PROBE_BYTES,
            fds=[channel.fileno(), null, null],
        )
    finally:
        os.close(null)


def _hear(child: CagedProcess, channel: socket.socket) -> list[tuple[str, bool, str]]:
    poll = select.poll()
    poll.register(child.jobs, select.POLLIN)
    if poll.poll(PROBE_S * 1000):
        child.read_report()
    if not child.is_ready:
        why = child.refusal or f"no answer within {PROBE_S:.0f} s"
        raise IsolationUnavailable("cage", f"it could not be shut: {why}", ENGINE_FAULT)
    poll = select.poll()
    poll.register(channel, select.POLLIN)
    poll.poll(PROBE_S * 1000)
    channel.setblocking(False)
    try:
        _nonce, found = Channel(channel.fileno()).receive()
    except (ChannelClosed, ProtocolViolation) as error:
        raise IsolationUnavailable("probe", "the probing child ended without an answer", ENGINE_FAULT) from error
    return list(found)


def _from_inside(found: list[tuple[str, bool, str]]) -> list[Layer]:
    return [Layer(name, holds, detail, "" if holds else ENGINE_FAULT) for name, holds, detail in found]


def _from_outside(server: ServerProcess, child: CagedProcess) -> list[Layer]:
    status = _status(child.pid)
    users = {int(word) for word in status["Uid"].split()}
    shared = server.isolation.own_host_user and os.geteuid() in users
    capabilities = {status[f"Cap{kind}"] for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")}
    return [
        _layer("host user", 0 not in users and not shared, f"the child's host user is {sorted(users)}"),
        _layer("capabilities", capabilities == {NO_CAPABILITY}, f"capability sets {sorted(capabilities)}"),
        _layer("no new privileges", status["NoNewPrivs"] == "1", f"NoNewPrivs is {status['NoNewPrivs']}"),
        _layer("seccomp filter", status["Seccomp"] == "2", f"Seccomp is {status['Seccomp']}"),
        _layer("one thread", status["Threads"] == "1", f"{status['Threads']} thread(s)"),
        _layer("network", server.interfaces == ["lo"], f"interfaces: {', '.join(server.interfaces)}"),
    ]


def _layer(name: str, holds: bool, detail: str) -> Layer:
    return Layer(name, holds, detail, "" if holds else ENGINE_FAULT)


def _status(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}
