"""The pages: each works, keeps strangers out, and answers what it cannot understand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises.catalogue import load_curriculum
from exercises.models import Draft, Exercise
from tests.verdicts import graded

pytestmark = pytest.mark.django_db

PAGE = "/learn/02-neuron/one-neuron/"
QUERIES_OF_THE_WORKBENCH = 12


@pytest.fixture
def catalogue() -> None:
    load_curriculum(Path(settings.CURRICULUM_DIR))


@pytest.fixture
def one_neuron(catalogue: None) -> Exercise:
    return Exercise.objects.select_related("published", "stage").get(slug="one-neuron")


def html(client: Client, address: str, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


# Lesson


def test_a_lesson_stands_folded_above_the_statement(client: Client, tmp_path: Path) -> None:
    curriculum, place = Path(settings.CURRICULUM_DIR), "02-neuron/01-one-neuron"
    shutil.copy(curriculum / "stages.toml", tmp_path)
    shutil.copytree(curriculum / place, tmp_path / place)
    (tmp_path / place / "lesson.md").write_text("A cell that *adds up*: $z$ <script>alert(1)</script>")
    load_curriculum(tmp_path)
    page = html(client, PAGE)
    assert page.index("A cell that <em>adds up</em>") < page.index("That line is the whole of it.")
    assert "<script>alert" not in page


def test_without_a_lesson_nothing_is_said_of_one(client: Client, catalogue: None) -> None:
    assert "Read before the code" not in html(client, PAGE)


# Landing and hill


def test_without_a_session_home_says_what_this_is_and_has_one_button(client: Client, catalogue: None) -> None:
    page = html(client, "/")
    assert "Climb the learning curve by writing it." in page
    assert page.count("btn--primary") == 1
    assert 'action="/start/"' in page


def test_an_empty_catalogue_offers_no_start(client: Client) -> None:
    assert "/start/" not in html(client, "/")


def test_with_a_session_home_is_the_hill(learner_client: Client, catalogue: None) -> None:
    page = html(learner_client, "/")
    assert "All stages" in page
    assert 'href="/learn/01-spark/first-spark/"' in page
    assert page.count("btn--primary") == 1


def test_an_empty_hill_says_so(learner_client: Client) -> None:
    assert "No exercises yet" in html(learner_client, "/")


def test_starting_leads_a_guest_to_the_first_exercise(client: Client, catalogue: None) -> None:
    answer = client.post("/start/")
    assert (answer.status_code, answer["location"]) == (302, "/learn/01-spark/first-spark/")
    assert "All stages" in html(client, "/")


def test_pages_are_not_kept_by_caches(learner_client: Client, catalogue: None) -> None:
    assert "no-store" in learner_client.get("/")["cache-control"]


# The exercise


def test_the_exercise_page_opens_without_a_session(client: Client, one_neuron: Exercise) -> None:
    page = html(client, PAGE)
    assert '<h1 lang="en">One neuron</h1>' in page
    assert 'id="task-1"' in page
    assert not User.objects.exists()


def data_of(page: str) -> dict[str, object]:
    script = page.split('<script id="page-data" type="application/json">')[1].split("</script>")[0]
    data: dict[str, object] = json.loads(script)
    return data


def test_scripts_get_all_they_need(learner_client: Client, one_neuron: Exercise) -> None:
    data = data_of(html(learner_client, PAGE))
    assert data["exercise"] == {"stage": "02-neuron", "slug": "one-neuron", "title": "One neuron"}
    assert data["draft"] == {"source": one_neuron.published.starter, "revision": 0}  # type: ignore[union-attr]
    assert data["latest"] is None
    assert data["limits"] == {"wall_s": 10.0, "memory_mb": 512}
    assert data["urls"] == {
        "draft": f"{PAGE}draft/",
        "submit": f"{PAGE}submissions/",
        "history": f"{PAGE}submissions/",
        "hints": f"{PAGE}hints/",
        "trace": f"{PAGE}trace/",
        "scratch": f"{PAGE}scratch/",
        "carry": f"{PAGE}carry/",
        "exercise_history": f"{PAGE}history/",
        "compare": f"{PAGE}history/compare/",
        "keep": f"{PAGE}history/keep/",
    }


def test_a_learner_finds_their_draft_and_their_last_verdict(
    learner: User, learner_client: Client, one_neuron: Exercise
) -> None:
    Draft.objects.create(learner=learner, exercise=one_neuron, source="mine = 1", revision=4, saved_at=timezone.now())
    submission = graded(learner, one_neuron, at=timezone.now(), failed=["sum-bias-once"])
    data = data_of(html(learner_client, PAGE))
    assert data["draft"] == {"source": "mine = 1", "revision": 4}
    assert data["latest"]["id"] == str(submission.pk)  # type: ignore[index]


def test_a_stranger_finds_neither(learner: User, stranger_client: Client, one_neuron: Exercise) -> None:
    Draft.objects.create(learner=learner, exercise=one_neuron, source="mine = 1", saved_at=timezone.now())
    graded(learner, one_neuron, at=timezone.now(), failed=["sum-bias-once"])
    data = data_of(html(stranger_client, PAGE))
    assert data["draft"] == {"source": one_neuron.published.starter, "revision": 0}  # type: ignore[union-attr]
    assert data["latest"] is None


def test_hidden_checks_have_no_name_before_the_pass(
    learner: User, learner_client: Client, one_neuron: Exercise
) -> None:
    version = one_neuron.published
    assert version is not None
    version.checks = [
        {"id": "plain", "task": 1, "title": "What everybody sees", "visibility": "always"},
        {"id": "treacherous", "task": 1, "title": "What nobody sees", "visibility": "hidden"},
        {"id": "for-later", "task": 1, "title": "What is told afterwards", "visibility": "after_pass"},
    ]
    version.save()
    page = html(learner_client, PAGE)
    assert "What everybody sees" in page
    for secret in ("treacherous", "What nobody sees", "for-later", "What is told afterwards"):
        assert secret not in page
    graded(learner, one_neuron, at=timezone.now())
    page = html(learner_client, PAGE)
    assert "What is told afterwards" in page
    assert "What nobody sees" not in page


def test_a_pass_shows_the_way_on(learner: User, learner_client: Client, one_neuron: Exercise) -> None:
    graded(learner, one_neuron, at=timezone.now())
    assert "Next: A layer is a matrix" in html(learner_client, PAGE)


def test_the_draft_cannot_end_the_data_of_the_page(learner: User, learner_client: Client, one_neuron: Exercise) -> None:
    source = "</script><script>alert(1)</script></textarea>"
    Draft.objects.create(learner=learner, exercise=one_neuron, source=source, saved_at=timezone.now())
    page = html(learner_client, PAGE)
    assert "<script>alert" not in page
    assert data_of(page)["draft"] == {"source": source, "revision": 1}


@pytest.mark.parametrize(
    "address", ["/learn/02-neuron/nothing/", "/learn/01-spark/one-neuron/", "/learn/02-neuron/one%20neuron/"]
)
def test_what_is_not_there_is_a_404_in_words(client: Client, catalogue: None, address: str) -> None:
    assert "No path leads here" in html(client, address, status=404)


def test_an_unpublished_exercise_is_not_there(client: Client, one_neuron: Exercise) -> None:
    Exercise.objects.filter(pk=one_neuron.pk).update(published=None)
    html(client, PAGE, status=404)


def test_a_page_is_not_posted_to(client: Client, one_neuron: Exercise) -> None:
    assert client.post(PAGE).status_code == 405


def test_the_number_of_queries_of_the_exercise_page_does_not_grow(
    learner: User, learner_client: Client, one_neuron: Exercise, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    learner_client.get(PAGE)
    for _ in range(12):
        graded(learner, one_neuron, at=timezone.now(), failed=["sum-bias-once"])
    with django_assert_max_num_queries(QUERIES_OF_THE_WORKBENCH):
        learner_client.get(PAGE)


# Leaving


def test_a_guest_with_work_is_warned(guest: User, guest_client: Client, one_neuron: Exercise) -> None:
    Draft.objects.create(learner=guest, exercise=one_neuron, source="x", saved_at=timezone.now())
    page = html(guest_client, "/leave/")
    assert "Your work would stay behind" in page
    assert page.count("btn--primary") == 1


def test_one_without_work_is_asked_plainly(guest_client: Client) -> None:
    assert "Leave Ascent" in html(guest_client, "/leave/")


# Theme


def test_the_theme_is_kept_and_leads_back(client: Client) -> None:
    answer = client.post("/theme/", {"theme": "dark", "next": "/?from=here"})
    assert (answer.status_code, answer["location"]) == (302, "/?from=here")
    assert 'data-theme="dark"' in html(client, "/")


def test_the_systems_theme_needs_no_mark(client: Client) -> None:
    client.post("/theme/", {"theme": "system"})
    assert "data-theme" not in html(client, "/")


def test_a_cookie_of_another_kind_counts_as_none(client: Client) -> None:
    client.cookies["theme"] = '"><script>'
    page = html(client, "/")
    assert "data-theme" not in page
    assert "<script>" not in page


def test_a_theme_that_there_is_not_is_refused(client: Client) -> None:
    assert client.post("/theme/", {"theme": "sepia"}).status_code == 400
    assert client.get("/theme/").status_code == 405


@pytest.mark.parametrize("page", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_the_theme_leads_nowhere_else(client: Client, page: str) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": page})["location"] == "/"


# What goes wrong


def test_our_own_fault_says_so(client: Client, catalogue: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> list[Exercise]:
        raise RuntimeError("broken")

    monkeypatch.setattr("exercises.landing.published_exercises", broken)
    client.raise_request_exception = False
    page = html(client, "/", status=500)
    assert "We broke something. Our fault, not yours." in page


def test_a_form_without_its_token_is_refused_in_words(one_neuron: Exercise) -> None:
    answer = Client(enforce_csrf_checks=True).post("/start/")
    assert answer.status_code == 403
    assert "This did not go through" in answer.content.decode()


def test_every_page_names_its_language_and_lets_one_skip_to_the_content(client: Client) -> None:
    page = html(client, "/")
    assert '<html lang="en">' in page
    assert '<a class="skip" href="#main">' in page
