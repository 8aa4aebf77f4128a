"""docs/writing-exercises.md is true: each of its examples is taken out and run."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from grader.bundling.exercise_toml import read_exercise_toml
from grader.bundling.hints_toml import read_hints_toml
from grader.bundling.mistake_files import read_mistake
from grader.exam import Exam
from grader.exam.showing import PictureKind
from grader.grading import grade_on
from grader.verdict import CheckOutcome, CheckResult, Outcome
from tests.grader.sample_bundles import a_bundle
from tests.grader.uncaged import UncagedPair

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "writing-exercises.md").read_text()
BLOCK = re.compile(r"^```(\w+)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS: list[tuple[str, str, str]] = BLOCK.findall(DOCUMENT)
HEAD = '"""The examples of the document."""\n\nimport numpy as np\n\nfrom grader.exam import Exam, check\n\n\n'
CHECK = '[[checks]]\nid = "{name}"\ntask = 1\ntitle = "{name}"\nvisibility = "always"\n'
CHECK_ID = re.compile(r'^@check\("([^"]+)"\)$', re.MULTILINE)
IDS = [name for _, kind, text in BLOCKS if kind == "check" for name in CHECK_ID.findall(text)]
# Each function wrong in its own way, so that every example has something to catch.
SPOILT = """
import numpy as np


def dense(X, W, b):
    return np.array([[sum(x * w) for x in X] for w in W])


def softmax(Z):
    return np.exp(Z) + 0 * 2 ** Z


def loss_and_grads(X, y, params):
    n = len(y)
    P = softmax(X @ params["W"].T) / softmax(X @ params["W"].T).sum(axis=1, keepdims=True)
    return float(n), {"W": 3 * P.T @ X, "b": P.sum(axis=0)}


def begin(k, d, rng):
    return {"W": np.random.normal(size=(k, d)), "b": np.zeros(k)}


def train(X, y, epochs, batch_size, lr, seed):
    params = begin(y.max() + 1, X.shape[1], None)
    for _ in range(8 * epochs):
        _, grads = loss_and_grads(X, y[::-1], params)
        params = {name: params[name] + lr * np.sign(grads[name]) for name in params}
    return params


def read(Q, X, y, seed):
    return np.zeros(len(Q), dtype=int)


def derivative(f, x, h=1e-5):
    f(x)
    return (f(x + h) - f(x)) / (2 * h) + 0 * f(x)


def activate(name, z):
    return np.abs(z)


class Counter:
    def __init__(self, start):
        self.total = start

    def add(self, amount):
        return Counter(self.total)
"""


def only(kind: str) -> str:
    texts = [text for _, found, text in BLOCKS if found == kind]
    assert len(texts) == 1, kind
    return str(texts[0])


def table() -> str:
    """The functions of the examples, and a check for each example."""
    checks = [CHECK.format(name=name) for name in IDS]
    return "\n".join(["limits = { wall_s = 60, cpu_s = 60 }", only("functions"), *checks])


def taken(folder: Path, source: str) -> tuple[Outcome, dict[str, CheckResult], str]:
    """Every example taken by `source`."""
    exam = HEAD + "\n\n".join(text for _, kind, text in BLOCKS if kind == "check")
    bundle = a_bundle(folder, table=table(), exam=exam, reference=only("reference"))
    verdict = grade_on(UncagedPair(), bundle, source, seed=1)
    return verdict.outcome, {check.id: check for check in verdict.checks}, str(verdict.error)


@pytest.fixture(scope="module")
def by_reference(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, dict[str, CheckResult], str]:
    return taken(tmp_path_factory.mktemp("right"), only("reference"))


@pytest.fixture(scope="module")
def by_spoilt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, dict[str, CheckResult], str]:
    return taken(tmp_path_factory.mktemp("wrong"), SPOILT)


@pytest.mark.parametrize("name", IDS)
def test_an_example_passes_for_the_reference(
    name: str, by_reference: tuple[Outcome, dict[str, CheckResult], str]
) -> None:
    outcome, checks, error = by_reference
    assert outcome is not Outcome.COULD_NOT_CHECK, error
    assert checks[name].outcome is CheckOutcome.PASSED, checks[name].message or checks[name].reason


@pytest.mark.parametrize("name", IDS)
def test_an_example_catches_what_is_wrong(name: str, by_spoilt: tuple[Outcome, dict[str, CheckResult], str]) -> None:
    outcome, checks, error = by_spoilt
    assert outcome is Outcome.FAILED, error
    assert checks[name].outcome is CheckOutcome.FAILED


def test_the_first_exam_of_the_document_passes(tmp_path: Path) -> None:
    checks = [CHECK.format(name=name) for name in CHECK_ID.findall(only("exam"))]
    table = "\n".join([only("functions").split("\n\n")[0], *checks])
    bundle = a_bundle(tmp_path, table=table, exam=only("exam"), reference=only("reference"))
    verdict = grade_on(UncagedPair(), bundle, only("reference"), seed=1)
    assert verdict.outcome is Outcome.PASSED, verdict.error


def test_what_a_learner_shows_is_seen(tmp_path: Path) -> None:
    name = "bends"
    exam = HEAD + next(text for _, kind, text in BLOCKS if kind == "check" and name in CHECK_ID.findall(text))
    table = "\n".join([only("functions"), *(CHECK.format(name=one) for one in CHECK_ID.findall(exam))])
    bundle = a_bundle(tmp_path, table=table, exam=exam, reference=only("reference"))
    verdict = grade_on(UncagedPair(), bundle, only("reference") + only("learner"), seed=1)
    assert verdict.outcome is Outcome.PASSED, verdict.error
    assert "What the neuron says" in [picture["title"] for picture in verdict.pictures]


def test_the_starter_imports_what_comes_along() -> None:
    imported = [node for node in ast.parse(only("starter")).body if isinstance(node, ast.ImportFrom)]
    names = {alias.name for node in imported if node.module == "mine" for alias in node.names}
    assert names == set(read_exercise_toml(only("exercise")).mine)


def test_all_that_an_exam_may_say_has_an_example() -> None:
    said = "\n".join(text for _, kind, text in BLOCKS if kind == "check")
    vocabulary = {name for name in vars(Exam) if not name.startswith("_")}
    assert {name for name in vocabulary if not re.search(rf"\bexam\.{name}\b", said)} == set()


def test_every_kind_of_picture_is_described() -> None:
    assert {kind for kind in PictureKind if f"`{kind}`" not in DOCUMENT} == set()


def test_the_exercise_toml_of_the_document_is_one() -> None:
    exercise = read_exercise_toml(only("exercise"))
    assert exercise.title == "A layer is a matrix"


def test_hints_and_mistakes_of_the_document_are_some() -> None:
    hints = read_hints_toml(only("hints"))
    mistake = read_mistake("mistakes/no_bias.py", only("mistake"))
    assert mistake.diagnosis in hints.diagnoses
    assert mistake.fails in IDS


@pytest.mark.parametrize("block", BLOCKS, ids=[f"{language} {kind}".strip() for language, kind, _ in BLOCKS])
def test_every_example_can_be_read(block: tuple[str, str, str]) -> None:
    language, _, text = block
    if language == "toml":
        assert tomllib.loads(text)
    else:
        assert language == "python"
        assert ast.parse(text).body
