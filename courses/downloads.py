"""Each table for those who teach, as CSV."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from courses.access import for_staff, teacher_of
from courses.choosing_rows import choice_of
from courses.csv_tables import Cell, csv_answer
from courses.exercise_quality import read_quality
from courses.last_hour import read_last_hour
from courses.looking_at_learner import look_at_learner
from courses.operations import FaultRow, read_operations
from courses.overview import read_rows
from courses.stuck import describe_stuck, find_stuck
from courses.views import published_exercise_or_404
from courses.who_is_where import CellState, Row, read_all_rows

# Far more than anybody can see to; a spreadsheet of everybody who ever failed would help nobody.
MOST_STUCK = 1000


@never_cache
@for_staff
@require_safe
def stuck(_request: HttpRequest) -> HttpResponse:
    """Who is stuck, most need first."""
    now = timezone.now()
    head = [_("Learner"), _("Exercise"), _("Stuck since"), _("Last try"), _("Failed tries"), _("Diagnosis"), _("Hints")]
    rows: list[list[Cell]] = [
        [
            row.name, row.exercise.slug, row.stuck.since, row.stuck.last,
            row.stuck.failures, row.diagnosis, row.hints,
        ]
        for row in describe_stuck(find_stuck(now=now)[:MOST_STUCK], now=now)
    ]  # fmt: skip
    return csv_answer("stuck", head, rows)


@never_cache
@for_staff
@require_safe
def learners(request: HttpRequest) -> HttpResponse:
    """Who is where: every learner that the form chooses, a column for each exercise."""
    columns, rows = read_all_rows(choice_of(request.GET.dict()), now=timezone.now())
    head = [_("Learner"), _("Passed"), _("Stuck"), _("Last at work"), *(exercise.slug for exercise in columns)]
    return csv_answer("learners", head, map(_learner, rows))


def _learner(row: Row) -> list[Cell]:
    """What was not begun stays empty."""
    stuck = _("yes") if row.standing.is_stuck else _("no")
    states = [None if cell.state is CellState.UNTOUCHED else cell.words for cell in row.cells]
    return [row.name, row.standing.passed, stuck, row.standing.last_at, *states]


@never_cache
@for_staff
@require_GET
def steps(request: HttpRequest, learner: int) -> HttpResponse:
    """How one learner went through each exercise; the look is written to the audit log."""
    look = look_at_learner(teacher=teacher_of(request), pk=learner, now=timezone.now())
    if look is None:
        raise Http404
    head = [
        _("Exercise"), _("Title"), _("State"), _("Passed"), _("Runs"), _("Submissions"), _("Of them failed"),
        _("Minutes"), _("Hints"), _("Last try"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            row.step.exercise.slug, row.step.exercise.title, row.standing.word, row.step.passed_at, row.step.runs,
            row.step.handed_in, row.failed, row.step.minutes, row.step.help.hints, row.step.last_at,
        ]
        for row in look.rows
    ]  # fmt: skip
    return csv_answer(f"learner-{learner}", head, rows)


@never_cache
@for_staff
@require_safe
def exercises(_request: HttpRequest) -> HttpResponse:
    """How each exercise is going."""
    head = [
        _("Exercise"), _("Title"), _("Began"), _("Ran"), _("Submitted"), _("Passed"), _("Stuck"),
        _("Most frequent mistake"), _("In so many tries"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            row.exercise.slug, row.exercise.title, row.funnel.began, row.funnel.ran, row.funnel.submitted,
            row.funnel.passed, row.stuck, row.mistake.sentence if row.mistake else None,
            row.mistake.times if row.mistake else None,
        ]
        for row in read_rows(find_stuck(now=timezone.now()))
    ]  # fmt: skip
    return csv_answer("exercises", head, rows)


@never_cache
@for_staff
@require_safe
def funnel(_request: HttpRequest, slug: str) -> HttpResponse:
    """How far learners come with one exercise."""
    steps = read_quality(published_exercise_or_404(slug)).steps
    return csv_answer(f"{slug}-funnel", [_("Step"), _("Learners")], [[step.name, step.learners] for step in steps])


@never_cache
@for_staff
@require_safe
def checks(_request: HttpRequest, slug: str) -> HttpResponse:
    """How often each check of one exercise passes."""
    head = [_("Check"), _("Title"), _("Task"), _("Passed"), _("Failed"), _("Percent passed")]
    rows: list[list[Cell]] = [
        [row.check_id, row.title, row.task, row.passed, row.failed, row.percent]
        for row in read_quality(published_exercise_or_404(slug)).checks
    ]
    return csv_answer(f"{slug}-checks", head, rows)


@never_cache
@for_staff
@require_safe
def diagnoses(_request: HttpRequest, slug: str) -> HttpResponse:
    """Which mistakes are made in one exercise."""
    head = [_("Diagnosis"), _("In words"), _("Learners"), _("Of them not passed"), _("Tries")]
    rows: list[list[Cell]] = [
        [row.diagnosis_id, row.sentence, row.learners, row.not_passed, row.times]
        for row in read_quality(published_exercise_or_404(slug)).diagnoses
    ]
    return csv_answer(f"{slug}-diagnoses", head, rows)


@never_cache
@for_staff
@require_safe
def last_hour(_request: HttpRequest) -> HttpResponse:
    """The last hour, minute by minute; waits in seconds."""
    head = [_("Minute"), _("Gradings"), _("Median wait"), _("Longest wait"), _("Faults")]
    rows: list[list[Cell]] = [
        [minute.at, minute.gradings, minute.median_s, minute.longest_s, minute.faults]
        for minute in read_last_hour(now=timezone.now()).minutes
    ]
    return csv_answer("last-hour", head, rows)


@never_cache
@for_staff
@require_safe
def lanes(_request: HttpRequest) -> HttpResponse:
    """What waits in each lane."""
    rows: list[list[Cell]] = [
        [lane.lane.label, lane.waiting, lane.oldest, lane.grading] for lane in read_operations(now=timezone.now()).lanes
    ]
    return csv_answer("queue", [_("Lane"), _("Waiting"), _("Oldest since"), _("Being graded")], rows)


@never_cache
@for_staff
@require_safe
def workers(_request: HttpRequest) -> HttpResponse:
    """Each worker process and what it does."""
    head = [
        _("Worker"),
        _("Alive"),
        _("State"),
        _("Since"),
        _("Last heard of"),
        _("Exercise being graded"),
        _("Detail"),
    ]
    rows: list[list[Cell]] = [
        [
            row.name, _("yes") if row.is_alive else _("no"), row.worker.get_state_display(), row.worker.started_at,
            row.worker.seen_at, row.grades.exercise.slug if row.grades else None, row.worker.detail,
        ]
        for row in read_operations(now=timezone.now()).workers
    ]  # fmt: skip
    return csv_answer("workers", head, rows)


@never_cache
@for_staff
@require_safe
def faults(_request: HttpRequest) -> HttpResponse:
    """What of ours went wrong in the last day, with the traceback."""
    return csv_answer("faults", _fault_head(), [_fault(row) for row in read_operations(now=timezone.now()).faults])


@never_cache
@for_staff
@require_safe
def unchecked(_request: HttpRequest) -> HttpResponse:
    """What could not be checked in the last month."""
    rows = [_fault(row) for row in read_operations(now=timezone.now()).unchecked]
    return csv_answer("could-not-check", _fault_head(), rows)


def _fault_head() -> list[str]:
    return [_("Queued"), _("Exercise"), _("Submission"), _("Lane"), _("State"), _("Faults"), _("Traceback")]


def _fault(row: FaultRow) -> list[Cell]:
    broken = row.submission
    return [
        broken.queued_at, broken.exercise.slug, broken.number, broken.lane,
        broken.state, broken.faults, broken.last_fault,
    ]  # fmt: skip
