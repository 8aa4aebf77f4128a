"""The command line: what it prints and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import benching, process_slot
from grader.__main__ import Exit, main
from grader.bundle import Bundle
from grader.sandbox.errors import IsolationUnavailable
from tests.grader.earlier_bundles import DOUBLE as OWN_DOUBLE
from tests.grader.earlier_bundles import EIGHT_TIMES, curriculum
from tests.grader.sample_bundles import DOUBLE, DOUBLE_EXAM, double_bundle, sample_bundle
from tests.grader.uncaged import UncagedPair


@pytest.fixture(autouse=True)
def uncaged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(process_slot, "slot", UncagedPair)
    yield
    process_slot.close()


@pytest.fixture
def exercise(tmp_path: Path) -> str:
    double_bundle(tmp_path)
    return str(tmp_path / "stage" / "01-sample")


def written(folder: Path, source: str) -> str:
    path = folder / "solution.py"
    path.write_text(source)
    return str(path)


def test_a_right_solution_ends_with_0(exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", exercise, written(tmp_path, DOUBLE), "--json", "--seed", "7"]) is Exit.PASSED
    verdict = json.loads(capsys.readouterr().out)
    assert (verdict["outcome"], verdict["seed"], verdict["format"]) == ("passed", 7, 1)


def test_a_wrong_solution_ends_with_1(exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", exercise, written(tmp_path, "def double(x):\n    return x\n")]) is Exit.FAILED
    assert "failed   Twice one is two  Expected [2, 8]" in capsys.readouterr().out


def test_a_broken_exam_ends_with_2(tmp_path: Path) -> None:
    double_bundle(tmp_path, exam=DOUBLE_EXAM + "\n1 / 0\n")
    arguments = ["grade", str(tmp_path / "stage" / "01-sample"), written(tmp_path, DOUBLE)]
    assert main(arguments) is Exit.COULD_NOT_CHECK


def test_measuring_stores_what_the_reference_reached(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample_bundle("learning", tmp_path)
    folder = tmp_path / "stage" / "01-sample"
    assert main(["measure", str(folder), "--seeds", "2"]) is Exit.PASSED
    assert "share of unseen examples that are right, 2 seeds of the reference" in capsys.readouterr().out
    assert [one.seeds for one in Bundle.read(folder).measured.values()] == [2]


def test_an_exercise_without_a_mark_is_not_measured(exercise: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["measure", exercise, "--seeds", "2"]) is Exit.FAILED
    assert "no check asks for a mark" in capsys.readouterr().out


@pytest.fixture
def building_on(tmp_path: Path) -> str:
    """An exercise that takes along what two earlier ones gave."""
    return str(curriculum(tmp_path / "curriculum"))


def own_work(folder: Path, **sources: str) -> Path:
    """A folder of earlier work; `four_times="…"` becomes four-times.py."""
    folder.mkdir()
    for name, source in sources.items():
        (folder / f"{name.replace('_', '-')}.py").write_text(source)
    return folder


@pytest.mark.parametrize("form", ["folder", "file"])
def test_earlier_work_comes_along_from_a_folder_or_a_file(
    building_on: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    work = own_work(tmp_path / "work", double=OWN_DOUBLE, something_else="1 / 0\n")
    given = str(work if form == "folder" else work / "double.py")
    grade = ["grade", building_on, written(tmp_path, EIGHT_TIMES), "--json"]
    assert main([*grade, "--mine", given]) is Exit.PASSED
    carried = json.loads(capsys.readouterr().out)["resources"]["carried"]
    assert carried == {"double": "own", "four-times": "reference"}


def test_wrong_earlier_work_is_what_is_graded(building_on: str, tmp_path: Path) -> None:
    work = own_work(tmp_path / "work", double="def double(x):\n    return 3 * x\n")
    grade = ["grade", building_on, written(tmp_path, EIGHT_TIMES)]
    assert main(grade) is Exit.PASSED
    assert main([*grade, "--mine", str(work)]) is Exit.FAILED


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tripple.py", b"", "tripple.py: no earlier work for this exercise. eight-times takes: double, four-times."),
        ("double.txt", b"", "double.txt: no earlier work for this exercise. eight-times takes: double, four-times."),
        ("double.py", b"\xff", "double.py: The code is no UTF-8 text."),
        ("double.py", b" " * 70_000, "double.py: The code is longer than 64 KB."),
    ],
)
def test_a_file_that_is_no_earlier_work_ends_with_64_and_says_why(
    building_on: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    arguments = ["grade", building_on, written(tmp_path, EIGHT_TIMES), "--mine", str(tmp_path / name)]
    assert main(arguments) is Exit.BAD_USE
    assert said in capsys.readouterr().err


def test_earlier_work_that_is_not_there_empty_or_given_twice_ends_with_64(
    building_on: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grade = ["grade", building_on, written(tmp_path, EIGHT_TIMES)]
    work, empty = own_work(tmp_path / "work", double=OWN_DOUBLE), own_work(tmp_path / "empty")
    for given, said in (
        ([tmp_path / "nowhere"], "nowhere: No such file or directory"),
        ([empty], "empty. eight-times takes: double, four-times."),
        ([work, work / "double.py"], "double.py: double is given twice."),
    ):
        assert main([*grade, *(part for path in given for part in ("--mine", str(path)))]) is Exit.BAD_USE
        assert said in capsys.readouterr().err


def test_an_exercise_that_takes_nothing_along_says_so(
    exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = own_work(tmp_path / "work", double=OWN_DOUBLE)
    assert main(["grade", exercise, written(tmp_path, DOUBLE), "--mine", str(work)]) is Exit.BAD_USE
    assert "takes nothing along" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["paint"], ["grade"], ["grade", "a", "b", "--seed", "x"]])
def test_bad_use_ends_with_64(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == Exit.BAD_USE


def test_a_path_that_is_no_exercise_ends_with_64(tmp_path: Path) -> None:
    assert main(["grade", str(tmp_path), written(tmp_path, DOUBLE)]) is Exit.BAD_USE
    assert main(["grade", str(tmp_path), str(tmp_path / "nothing.py")]) is Exit.BAD_USE


def test_no_isolation_ends_with_2_and_says_why(
    exercise: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise IsolationUnavailable("landlock", "the kernel has none", "Use a newer kernel.")

    monkeypatch.setattr(process_slot, "slot", refuse)
    assert main(["grade", exercise, written(tmp_path, DOUBLE)]) is Exit.COULD_NOT_CHECK
    assert "landlock: the kernel has none. Use a newer kernel." in capsys.readouterr().err


def test_our_own_bug_ends_with_70_and_a_traceback(
    exercise: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(process_slot, "slot", lambda: None)
    assert main(["grade", exercise, written(tmp_path, DOUBLE)]) is Exit.OWN_BUG
    captured = capsys.readouterr()
    assert "Traceback" in captured.err
    assert captured.out == ""


def test_check_lists_what_is_missing(exercise: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", exercise]) is Exit.FAILED
    assert 'No mistake fails "drawn" first.' in capsys.readouterr().out


def test_bench_tells_the_overhead(
    exercise: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benching, "WARM_UPS", 1)
    assert main(["bench", exercise, "--count", "3"]) is Exit.PASSED
    assert "overhead       p50" in capsys.readouterr().out
