"""Other right solutions: for whom they open, what they are called, and how they stand beside one's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises.catalogue import load_curriculum
from exercises.highlighting import highlight
from exercises.models import Exercise, Lane
from exercises.other_solutions import OtherWay, title_of
from tests.verdicts import graded

ADDRESS = "/learn/02-neuron/dense-layer/others/"
OWN = "import numpy as np\n\n\ndef dense(X, W, b):\n    scores = X @ W.T\n    return scores + b\n"
FAILED = ["neuron-by-neuron"]


@pytest.fixture
def dense_layer(db: None) -> Exercise:
    load_curriculum(Path(settings.CURRICULUM_DIR))
    return Exercise.objects.select_related("published", "stage").get(slug="dense-layer")


def page(client: Client, address: str = ADDRESS) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


# For whom


def test_who_passed_sees_the_reference_and_each_alternative(
    learner: User, learner_client: Client, dense_layer: Exercise
) -> None:
    graded(learner, dense_layer, at=timezone.now(), source=OWN)
    shown = page(learner_client)
    assert "5 other ways that are right, too" in shown
    for title in ("The reference", "Bias column", "Broadcast", "Einsum", "Ng turned back"):
        assert f">{title}</strong>" in shown
    assert "column_stack" in shown
    assert "1 line shorter than yours" in shown


def test_a_guest_who_passed_sees_them_too(guest: User, guest_client: Client, dense_layer: Exercise) -> None:
    graded(guest, dense_layer, at=timezone.now(), source=OWN)
    assert "column_stack" in page(guest_client)


@pytest.mark.parametrize("query", ["", "?with=reference", "?with=einsum"])
def test_for_all_others_there_is_no_such_page(
    learner: User, learner_client: Client, stranger_client: Client, client: Client, dense_layer: Exercise, query: str
) -> None:
    graded(learner, dense_layer, at=timezone.now(), failed=FAILED)
    graded(learner, dense_layer, at=timezone.now(), source=OWN, lane=Lane.RUN)
    assert learner_client.get(ADDRESS + query).status_code == 404
    graded(learner, dense_layer, at=timezone.now(), source=OWN)
    assert learner_client.get(ADDRESS + query).status_code == 200
    assert stranger_client.get(ADDRESS + query).status_code == 404
    assert client.get(ADDRESS + query).status_code == 404


def test_a_pass_opens_no_other_exercise(learner: User, learner_client: Client, dense_layer: Exercise) -> None:
    graded(learner, dense_layer, at=timezone.now(), source=OWN)
    assert learner_client.get("/learn/02-neuron/one-neuron/others/").status_code == 404
    assert learner_client.get("/learn/01-spark/dense-layer/others/").status_code == 404


def test_what_left_the_catalogue_is_gone(learner: User, learner_client: Client, dense_layer: Exercise) -> None:
    graded(learner, dense_layer, at=timezone.now(), source=OWN)
    Exercise.objects.filter(pk=dense_layer.pk).update(published=None)
    assert learner_client.get(ADDRESS).status_code == 404


# Beside one's own


def test_one_of_them_stands_beside_ones_own(learner: User, learner_client: Client, dense_layer: Exercise) -> None:
    graded(learner, dense_layer, at=timezone.now(), source=OWN.replace("scores", "<b>z</b>"))
    shown = page(learner_client, f"{ADDRESS}?with=bias_column")
    assert "Bias column: as long as yours" in shown
    assert "Removed, line 5:" in shown
    assert "Added, line 5:" in shown
    assert "<b>z" not in shown


@pytest.mark.parametrize("name", ["", "nothing", "x" * 5_000, "\x00", "../reference", "alternatives/einsum.py"])
def test_a_name_that_no_solution_has_is_not_there(
    learner: User, learner_client: Client, dense_layer: Exercise, name: str
) -> None:
    graded(learner, dense_layer, at=timezone.now(), source=OWN)
    assert learner_client.get(ADDRESS, {"with": name}).status_code == 404


def test_whoever_wrote_the_reference_is_told_so(learner: User, learner_client: Client, dense_layer: Exercise) -> None:
    reference = Path(settings.CURRICULUM_DIR) / "02-neuron/05-dense-layer/reference.py"
    graded(learner, dense_layer, at=timezone.now(), source=reference.read_text().replace("\n\n\n", "\n"))
    shown = page(learner_client)
    assert "the same as yours, line by line" in shown
    assert "?with=reference" not in shown
    assert "?with=einsum" in shown


def test_the_length_is_told_without_blank_lines() -> None:
    def told(source: str) -> str:
        return OtherWay("x", "X", source, "a\n\nb\n").length

    assert told("a\nc\n\n\n") == "as long as yours"
    assert told("c\n") == "1 line shorter than yours"
    assert told("a\nb\nc\nd\n") == "2 lines longer than yours"


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("import numpy as np\n", "One example at a time"),
        ("# Nielsen's way.\nimport numpy as np\n", "Nielsen's way"),
        ('"""A loop.\n\nSlow.\n"""\nimport numpy as np\n', "A loop"),
        ("", "One example at a time"),
        ("def (:\n", "One example at a time"),
        ("a = '\x00'", "One example at a time"),
    ],
)
def test_a_name_comes_from_the_first_line_or_the_file(source: str, title: str) -> None:
    assert title_of("one_example_at_a_time", source) == title


def test_it_costs_the_same_queries_however_often_it_was_tried(
    learner: User, learner_client: Client, dense_layer: Exercise, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    graded(learner, dense_layer, at=timezone.now(), source=OWN)
    page(learner_client)
    for _ in range(5):
        graded(learner, dense_layer, at=timezone.now(), source=OWN)
    for address in (ADDRESS, f"{ADDRESS}?with=einsum"):
        with django_assert_num_queries(4):
            page(learner_client, address)


# Colours


def test_code_is_coloured_piece_by_piece() -> None:
    (line, docstring, *_rest, last) = highlight('def f(x):  # go\n    """Two\n    lines."""\n    return 1 + x\n')
    assert [(piece.text, piece.kind) for piece in line] == [
        ("def", "k"),
        (" ", ""),
        ("f", "d"),
        ("(x):  ", ""),
        ("# go", "c"),
    ]
    assert [(piece.text, piece.kind) for piece in docstring] == [("    ", ""), ('"""Two', "s")]
    assert [(piece.text, piece.kind) for piece in last][1:] == [("return", "k"), (" ", ""), ("1", "n"), (" + x", "")]


@pytest.mark.parametrize(
    "source", ["", "def (", '"""open\n', "a\r\nb\x0c\n", "x = f'{y!r} {{z}}'\n", "\tif\n  x\n é ¿\n"]
)
def test_whatever_it_is_every_character_is_kept(source: str) -> None:
    lines = ["".join(piece.text for piece in line) for line in highlight(source)]
    assert "\n".join(lines) == source.replace("\r\n", "\n").removesuffix("\n")
