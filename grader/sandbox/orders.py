"""What the worker and a running fork server say to each other, and what a waiting child is told: short records."""

from __future__ import annotations

import socket
import struct

from grader.sandbox.programs import Role

RECORD_BYTES = 4096
MOST_DESCRIPTORS = 3
DESCRIPTORS_BYTES = socket.CMSG_SPACE(MOST_DESCRIPTORS * 4)

# To the fork server: a word and a number. A lesson's descriptor, or the group of the child, comes along.
ORDER = struct.Struct("<cI")
FORK, LEARN = b"f", b"l"

# From it: a word, the child's pid, its exit status and its CPU seconds. FAILED is followed by the reason.
NEWS = struct.Struct("<ciid")
CHILD, ENDED, FAILED = b"c", b"e", b"n"

# To the child: which program, the CPU seconds and the bytes of address space it may use.
JOB = struct.Struct("<BQQ")
ROLES = tuple(Role)


def read(end: socket.socket) -> tuple[bytes, list[int]]:
    """One record and the descriptors that came with it; no bytes once the other side is gone."""
    try:
        record, ancillary, _flags, _address = end.recvmsg(RECORD_BYTES, DESCRIPTORS_BYTES)
    except ConnectionResetError:
        return b"", []
    return record, [fd for _level, _kind, data in ancillary for fd in struct.unpack(f"{len(data) // 4}i", data)]


def write(end: socket.socket, record: bytes, fds: list[int] | None = None) -> None:
    """Send one record with descriptors."""
    if fds:
        packed = struct.pack(f"{len(fds)}i", *fds)
        end.sendmsg([record], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, packed)])
    else:
        end.send(record)
