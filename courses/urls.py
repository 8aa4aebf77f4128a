"""Addresses for those who teach."""

from __future__ import annotations

from django.urls import path

from courses import downloads, learner_pages, views

urlpatterns = [
    path("teach/", views.teach, name="teach"),
    path("teach/stuck.csv", downloads.stuck, name="teach_stuck_csv"),
    path("teach/exercises.csv", downloads.exercises, name="teach_exercises_csv"),
    path("teach/learners/", learner_pages.learners, name="teach_learners"),
    path("teach/learners.csv", downloads.learners, name="teach_learners_csv"),
    path("teach/learners/<int:learner>/", learner_pages.learner, name="teach_learner"),
    path("teach/learners/<int:learner>/steps.csv", downloads.steps, name="teach_steps_csv"),
    path("teach/learners/<int:learner>/<slug:slug>/", learner_pages.last_try, name="teach_last_try"),
    path("teach/exercises/<slug:slug>/", views.exercise, name="teach_exercise"),
    path("teach/exercises/<slug:slug>/funnel.csv", downloads.funnel, name="teach_funnel_csv"),
    path("teach/exercises/<slug:slug>/checks.csv", downloads.checks, name="teach_checks_csv"),
    path("teach/exercises/<slug:slug>/diagnoses.csv", downloads.diagnoses, name="teach_diagnoses_csv"),
    path("teach/submissions/<uuid:pk>/", views.submission, name="teach_submission"),
    path("teach/submissions/<uuid:pk>/check-again/", views.check_again, name="teach_check_again"),
    path("teach/operations/", views.operations, name="teach_operations"),
    path("teach/operations/last-hour.csv", downloads.last_hour, name="teach_last_hour_csv"),
    path("teach/operations/queue.csv", downloads.lanes, name="teach_queue_csv"),
    path("teach/operations/workers.csv", downloads.workers, name="teach_workers_csv"),
    path("teach/operations/faults.csv", downloads.faults, name="teach_faults_csv"),
    path("teach/operations/could-not-check.csv", downloads.unchecked, name="teach_unchecked_csv"),
]
