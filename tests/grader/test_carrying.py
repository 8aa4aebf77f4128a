"""Earlier functions: packed with the exercise, whose they are, and which is the cause where a later one fails."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.blaming import grade_naming_the_cause
from grader.bundle import Bundle
from grader.bundling.carried import INDEX
from grader.bundling.errors import BundleError
from grader.bundling.packing import Packed, pack
from grader.carrying import Carried, carried
from grader.events import Event
from grader.grading import grade_on
from grader.proof.imports import findings_in_imports
from grader.verdict import Certainty, CheckOutcome, Outcome, Verdict
from tests.grader.earlier_bundles import DOUBLE, EIGHT_TIMES, FOUR_TIMES, curriculum, eight_times
from tests.grader.sample_bundles import double_bundle
from tests.grader.uncaged import UncagedPair

TRIPLE = "def double(x):\n    return 3 * x\n"


def graded(bundle: Bundle, source: str, earlier: Carried, events: list[Event] | None = None) -> Verdict:
    hear = None if events is None else events.append
    return grade_naming_the_cause(UncagedPair(), bundle, source, earlier, seed=1, on_event=hear)


# Packing


def test_an_exercise_packs_the_references_it_builds_on_and_those_behind_them(tmp_path: Path) -> None:
    bundle = eight_times(tmp_path)
    assert [(each.slug, each.names) for each in bundle.carried] == [
        ("double", ("double",)),
        ("four-times", ("four_times",)),
    ]
    assert bundle.carried[0].reference == DOUBLE
    assert bundle.carried[0].title == "The double"


def test_a_new_reference_behind_it_is_a_new_version_of_the_exercise(tmp_path: Path) -> None:
    before = Bundle.read(curriculum(tmp_path)).version
    (tmp_path / "01-start" / "01-double" / "reference.py").write_text("def double(x):\n    return x + x\n")
    assert Bundle.read(tmp_path / "02-on" / "01-eight-times").version != before


def test_an_exercise_that_builds_on_nothing_carries_nothing(tmp_path: Path) -> None:
    bundle = double_bundle(tmp_path)
    assert bundle.carried == ()
    assert INDEX not in bundle.files


@pytest.mark.parametrize(
    ("mine", "sentence"),
    [
        ('mine = { double = "dubble" }\n', "There is no exercise `dubble` beside this one."),
        ('mine = { treble = "double" }\n', "`double` has no function `treble`."),
        ('mine = { eight_times = "eight-times" }\n', "does not come before"),
        ('mine = { double = "four-times", four_times = "four-times" }\n', "has no function `double`"),
        ("mine = { double = 2 }\n", 'A line of [mine] is: function = "exercise".'),
        ('mine = "double"\n', '"mine" should be a dict.'),
    ],
)
def test_what_cannot_come_along_is_said_at_its_line(tmp_path: Path, mine: str, sentence: str) -> None:
    with pytest.raises(BundleError, match=r"exercise\.toml") as refused:
        Bundle.read(curriculum(tmp_path, eight_mine=mine))
    assert sentence in refused.value.sentence
    assert refused.value.line == 7


def test_one_name_cannot_come_from_two_exercises(tmp_path: Path) -> None:
    folder = curriculum(tmp_path)
    other = tmp_path / "01-start" / "03-double-again"
    shutil.copytree(tmp_path / "01-start" / "01-double", other)
    text = (folder / "exercise.toml").read_text()
    (folder / "exercise.toml").write_text(text.replace('double = "double"', 'double = "double-again"'))
    with pytest.raises(BundleError, match="comes along from `double-again` and from `double`"):
        Bundle.read(folder)


def test_nobody_packs_by_hand(tmp_path: Path) -> None:
    folder = curriculum(tmp_path)
    (folder / "carried").mkdir()
    (folder / "carried" / "double.py").write_text("")
    with pytest.raises(BundleError, match="not by hand"):
        Bundle.read(folder)


@pytest.mark.parametrize("index", [b"[{}]", b"[", b"7", b'[{"slug": "x", "title": "", "names": []}]', b'["a"]'])
def test_a_stored_bundle_with_a_broken_list_is_refused(tmp_path: Path, index: bytes) -> None:
    bundle = eight_times(tmp_path)
    packed = pack(Packed(bundle.stage, bundle.folder, {**bundle.files, INDEX: index}))
    with pytest.raises(BundleError, match=r"index\.json"):
        Bundle.from_bytes(packed)


# Whose functions come along


def test_without_anything_said_the_references_come_along(tmp_path: Path) -> None:
    verdict = grade_on(UncagedPair(), eight_times(tmp_path), EIGHT_TIMES, seed=1)
    assert verdict.outcome is Outcome.PASSED
    assert verdict.resources.carried == {"double": "reference", "four-times": "reference"}
    assert verdict.for_learner(False)["resources"]["carried"] == verdict.resources.carried


def test_own_sources_come_along_and_the_reference_for_the_others(tmp_path: Path) -> None:
    bundle = eight_times(tmp_path)
    verdict = graded(bundle, EIGHT_TIMES, carried(bundle, {"double": "def double(x):\n    return x + x\n"}))
    assert verdict.outcome is Outcome.PASSED
    assert verdict.resources.carried == {"double": "own", "four-times": "reference"}


def test_a_function_that_nobody_gives_is_missing_and_the_error_names_its_exercise(tmp_path: Path) -> None:
    bundle = eight_times(tmp_path)
    verdict = graded(bundle, EIGHT_TIMES, carried(bundle, {"double": DOUBLE}, from_reference=()))
    assert verdict.error is not None
    assert "`four_times` comes from the exercise `four-times`" in verdict.error.message
    assert verdict.error.line == 1
    assert verdict.diagnoses == ()
    assert verdict.resources.carried == {"double": "own"}


def test_who_imports_nothing_carries_nothing(tmp_path: Path) -> None:
    bundle = eight_times(tmp_path)
    verdict = graded(bundle, "def eight_times(x):\n    return 8 * x\n", carried(bundle, {"double": TRIPLE}))
    assert verdict.outcome is Outcome.PASSED
    assert verdict.resources.carried == {}


# The cause


def test_an_own_function_that_breaks_a_later_exercise_is_named(tmp_path: Path) -> None:
    bundle = eight_times(tmp_path)
    events: list[Event] = []
    verdict = graded(bundle, EIGHT_TIMES, carried(bundle, {"double": TRIPLE, "four-times": FOUR_TIMES}), events)
    assert verdict.outcome is Outcome.FAILED
    (named,) = verdict.diagnoses
    assert (named.id, named.where, named.certainty) == ("carried-function", "double", Certainty.LOCALISED)
    assert named.sentence == (
        'Your `double` from "The double" (`double`) is the cause. With the reference\'s in its place everything passes.'
    )
    started = [event.as_dict()["check"] for event in events if event.as_dict()["kind"] == "started"]
    assert len(started) == len(set(started)), "the later gradings are silent"


def test_an_own_function_that_does_not_even_load_is_named(tmp_path: Path) -> None:
    bundle = eight_times(tmp_path)
    verdict = graded(bundle, EIGHT_TIMES, carried(bundle, {"double": "import nothing_of_that_name\n"}))
    assert [(one.id, one.where) for one in verdict.diagnoses] == [("carried-function", "double")]


def test_a_mistake_in_the_new_code_is_not_blamed_on_the_old(tmp_path: Path) -> None:
    bundle = eight_times(tmp_path)
    wrong = EIGHT_TIMES.replace("return four_times(y)", "return -four_times(y)")
    verdict = graded(bundle, wrong, carried(bundle, {"double": DOUBLE, "four-times": FOUR_TIMES}))
    assert verdict.outcome is Outcome.FAILED
    assert "carried-function" not in [one.id for one in verdict.diagnoses]


def test_where_both_are_wrong_the_old_one_is_named_first_and_more_may_follow(tmp_path: Path) -> None:
    bundle = eight_times(tmp_path)
    # Right for the whole numbers of the visible check, wrong for drawn ones.
    wrong = EIGHT_TIMES.replace("return four_times(y)", "return four_times(y).round()")
    verdict = graded(bundle, wrong, carried(bundle, {"double": TRIPLE}))
    assert verdict.diagnoses[0].where == "double"
    assert "More may follow" in verdict.diagnoses[0].sentence
    assert next(one.id for one in verdict.checks if one.outcome is CheckOutcome.FAILED) == "by-hand"


def test_a_pass_is_graded_once(tmp_path: Path) -> None:
    bundle, pair = eight_times(tmp_path), CountingPair()
    grade_naming_the_cause(pair, bundle, EIGHT_TIMES, carried(bundle, {"double": DOUBLE}), seed=1)
    assert pair.runs == 1


def test_a_failure_without_own_functions_is_graded_once(tmp_path: Path) -> None:
    bundle, pair = eight_times(tmp_path), CountingPair()
    wrong = EIGHT_TIMES.replace("return ", "return -")
    grade_naming_the_cause(pair, bundle, wrong, carried(bundle), seed=1)
    assert pair.runs == 1


class CountingPair(UncagedPair):
    runs = 0

    def run(self, *args, **options):  # type: ignore[no-untyped-def]  # as its parent's
        self.runs += 1
        return super().run(*args, **options)


# The proof


def test_the_proof_asks_for_every_import_and_for_nothing_more(tmp_path: Path) -> None:
    folder = curriculum(tmp_path, eight_mine='mine = { four_times = "four-times", halve = "double" }\n')
    (folder / "starter.py").write_text("def halve(x):\n    return x / 2\n\n\ndef eight_times(x):\n    ...\n")
    found = {str(one) for one in findings_in_imports(Bundle.read(folder))}
    assert found == {
        "reference.py:1: `double` is imported from mine: say in exercise.toml which exercise gives it.",
        "exercise.toml:7: `halve` comes along from `double`, and nothing imports it.",
        "starter.py:1: `halve` is an earlier answer: import it from mine instead.",
    }


def test_the_proof_has_nothing_against_a_sound_exercise(tmp_path: Path) -> None:
    assert list(findings_in_imports(eight_times(tmp_path))) == []
