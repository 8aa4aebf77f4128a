"""What a learner reads: complete ladders, the course's voice, and no answer given away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.bundle import Bundle
from grader.bundling.mistake_files import definitions

CURRICULUM = Path(__file__).resolve().parents[2] / "curriculum"
BUNDLES = [Bundle.read(path.parent) for path in sorted(CURRICULUM.glob("*/*/exercise.toml"))]
TIERS, RUNGS = 3, 6
NOT_OUR_VOICE = re.compile(r"\b(simply|obviously|trivial(ly)?|invalid|oops|great job|well done)\b", re.IGNORECASE)
CODE_OR_MATH = re.compile(r"```.*?```|\$\$.*?\$\$|`[^`\n]*`|\$[^$\n]*\$", re.DOTALL)
CODE_SPAN = re.compile(r"`([^`\n]+)`")
EXPRESSION = re.compile(r"(?=.{8}).*[(@*/+-]")

every_exercise = pytest.mark.parametrize("bundle", BUNDLES, ids=[bundle.slug for bundle in BUNDLES])


def texts_of(bundle: Bundle) -> Iterator[str]:
    yield from (bundle.title, bundle.summary, bundle.statement)
    yield from (check.title for check in bundle.checks)
    for tiers in bundle.hints.tasks.values():
        yield from tiers
    for hint in bundle.hints.diagnoses.values():
        yield from (hint.sentence, *hint.rungs)


@every_exercise
def test_a_starter_holds_no_earlier_answer(bundle: Bundle) -> None:
    others = {function.name for other in BUNDLES for function in other.functions if other.slug != bundle.slug}
    own = {function.name for function in bundle.functions}
    assert not set(definitions(bundle.starter)) & (others - own)


@every_exercise
def test_every_task_has_three_tiers(bundle: Bundle) -> None:
    assert {number: len(tiers) for number, tiers in bundle.hints.tasks.items()} == {
        number: TIERS for number, _ in bundle.tasks
    }


@every_exercise
def test_every_diagnosis_has_six_rungs(bundle: Bundle) -> None:
    short = {name: len(hint.rungs) for name, hint in bundle.hints.diagnoses.items() if len(hint.rungs) != RUNGS}
    assert not short


@every_exercise
def test_the_smaller_case_has_numbers_and_the_question_asks(bundle: Bundle) -> None:
    for name, hint in bundle.hints.diagnoses.items():
        smaller_case, question = hint.rungs[3], hint.rungs[4]
        assert re.search(r"\d", smaller_case), f"{name}: rung 3 works a case out by hand"
        assert question.endswith("?"), f"{name}: rung 4 asks"


@every_exercise
def test_no_diagnosis_stands_without_a_mistake(bundle: Bundle) -> None:
    assert set(bundle.hints.diagnoses) == {mistake.diagnosis for mistake in bundle.mistakes}


@every_exercise
def test_the_texts_keep_the_voice(bundle: Bundle) -> None:
    for text in texts_of(bundle):
        prose = CODE_OR_MATH.sub("", text)
        assert "!" not in prose, text
        assert not NOT_OUR_VOICE.search(prose), text


@every_exercise
def test_no_hint_shows_an_expression_of_the_answer(bundle: Bundle) -> None:
    answer = re.sub(r"\s", "", bundle.reference)
    hints = [text for tiers in bundle.hints.tasks.values() for text in tiers]
    hints += [text for hint in bundle.hints.diagnoses.values() for text in (hint.sentence, *hint.rungs)]
    for text in hints:
        for span in CODE_SPAN.findall(text):
            expression = re.sub(r"\s", "", span)
            assert not (EXPRESSION.search(expression) and expression in answer), text


@every_exercise
def test_the_statement_leaves_the_headline_to_the_page(bundle: Bundle) -> None:
    assert not re.search(r"^# ", CODE_OR_MATH.sub("", bundle.statement), re.MULTILINE)
