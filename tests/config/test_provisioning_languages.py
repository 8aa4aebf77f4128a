"""Catalogues are compiled at set-up: once, again after a change, and with a clear word where one cannot be read."""

from __future__ import annotations

import gettext
import sys
from pathlib import Path

import pytest

from config.provisioning import languages
from config.provisioning.languages import provide_languages
from config.provisioning.problem import Problem

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "locale" / "de" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(f'{HEAD}msgid "Gradient"\nmsgstr "Steigung"\n', encoding="utf-8")
    return path


def said(path: Path) -> str:
    with path.with_suffix(".mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled).gettext("Gradient")


def test_a_second_start_costs_nothing_and_a_change_is_compiled(
    catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provide_languages(tmp_path, Path(sys.executable))
    assert said(catalogue) == "Steigung"
    catalogue.write_text(catalogue.read_text().replace("Steigung", "Gradient"))
    provide_languages(tmp_path, Path(sys.executable))
    assert said(catalogue) == "Gradient"

    def nothing(*_arguments: object, **_named: object) -> None:
        raise AssertionError("nothing has changed")

    monkeypatch.setattr(languages, "run_logged", nothing)
    provide_languages(tmp_path, Path(sys.executable))


def test_a_compiled_catalogue_that_was_lost_comes_back(catalogue: Path, tmp_path: Path) -> None:
    provide_languages(tmp_path, Path(sys.executable))
    catalogue.with_suffix(".mo").unlink()
    provide_languages(tmp_path, Path(sys.executable))
    assert said(catalogue) == "Steigung"


def test_a_catalogue_that_is_no_text_is_a_problem(catalogue: Path, tmp_path: Path) -> None:
    catalogue.write_bytes(b"\xff\xfe\x00msgid")
    with pytest.raises(Problem, match="Compiling the languages failed"):
        provide_languages(tmp_path, Path(sys.executable))
    assert not (tmp_path / "locale" / ".stamp").exists()


def test_without_catalogues_nothing_is_done(tmp_path: Path) -> None:
    provide_languages(tmp_path, Path("/no/such/python"))
