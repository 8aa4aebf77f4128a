"""What templates are built from: icons, and code within sentences."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.template.exceptions import TemplateSyntaxError
from django.utils.html import escape

from exercises.templatetags.icons import icon, icon_sprite
from exercises.templatetags.spans import code_spans
from grader.sentences import as_written


def test_an_icon_refers_to_the_sprite_and_is_skipped_by_readers() -> None:
    drawn = Template('{% load icons %}{% icon "passed" "check__icon" %}').render(Context())
    assert '<use href="#i-passed"/>' in drawn
    assert 'class="check__icon"' in drawn
    assert 'aria-hidden="true"' in drawn


def test_an_icon_without_a_class_has_no_empty_one() -> None:
    assert "class" not in icon("passed")


def test_an_icon_that_there_is_not_is_an_error_of_the_template() -> None:
    with pytest.raises(TemplateSyntaxError, match="no icon named 'unicorn'"):
        icon("unicorn")


def test_the_sprite_is_hidden() -> None:
    assert icon_sprite().startswith('<svg class="visually-hidden" aria-hidden="true"')


def test_backticks_become_code_and_everything_else_is_escaped() -> None:
    assert code_spans("`dW` is <off> by `a<b`") == "<code>dW</code> is &lt;off&gt; by <code>a&lt;b</code>"


def test_what_somebody_else_wrote_stays_as_it_is() -> None:
    for theirs in ("use `x`", "a ` b", "``", r"\`x\`", "<b>`"):
        shown = code_spans(f"`f` stopped: {as_written(theirs)}")
        assert shown == f"<code>f</code> stopped: {escape(theirs)}"


def test_a_lonely_backtick_stays() -> None:
    assert code_spans("a ` b") == "a ` b"
