"""Our seccomp profile for containers: known names, and no more than needed beyond what Docker allows."""

from __future__ import annotations

import pyseccomp

from tests.sandbox.container.profiles import NEEDED, REFUSED_BY_DOCKER, ours


def names() -> list[str]:
    return [name for rule in ours()["syscalls"] for name in rule["names"]]


def test_it_refuses_what_it_does_not_name() -> None:
    profile = ours()
    assert (profile["defaultAction"], profile["defaultErrnoRet"]) == ("SCMP_ACT_ERRNO", 1)
    assert {rule["action"] for rule in profile["syscalls"]} == {"SCMP_ACT_ALLOW"}


def test_every_name_is_a_call() -> None:
    unknown = [name for name in names() if pyseccomp.resolve_syscall(pyseccomp.Arch.X86_64, name) < 0]
    assert unknown == []


def test_of_what_docker_refuses_it_allows_the_five_calls_that_the_cages_need() -> None:
    assert {*names()} & {*REFUSED_BY_DOCKER, "clone3"} == {*NEEDED}


def test_clone_makes_no_namespace() -> None:
    (clone,) = (rule for rule in ours()["syscalls"] if "clone" in rule["names"])
    assert clone["args"] == [{"index": 0, "value": 0x7E020000, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}]
