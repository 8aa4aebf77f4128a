"""The many small parts of a drawing, each the same but for a few values: a template would take ten times as long."""

from __future__ import annotations

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from exercises.concept_picture import Box, ConceptPicture
from exercises.hill_picture import Picture, StepMark

register = template.Library()


@register.simple_tag
def step_marks(picture: Picture) -> SafeString:
    """Every step of the hill: a link with its sign and, shown while one is on it, its name and state in words."""
    # Safe: words and addresses are escaped one by one, the rest are our own numbers and names of classes.
    return mark_safe("\n".join(_step(picture, mark) for mark in picture.steps))  # noqa: S308


def _step(picture: Picture, mark: StepMark) -> str:
    step = mark.step
    current = ' aria-current="step"' if step.is_here else ""
    place = f'cx="{mark.x}" cy="{mark.y}"'
    return (
        f'<a class="hill__step" data-step href="{escape(step.address)}"'
        f' tabindex="{0 if mark.is_stop else -1}"{current}>'
        f'<circle class="hill__hit" {place} r="{picture.reach}"/>'
        f'<circle class="hill__spot hill__spot--{step.state}" {place} r="{picture.spot}"/>'
        f'<use class="{step.tone}" href="#i-{step.sign}" x="{mark.left}" y="{mark.top}"'
        f' width="{mark.size}" height="{mark.size}"/>'
        f'<text class="hill__tag halo" x="{mark.tag.x}" y="{mark.tag.y}" text-anchor="{mark.tag.anchor}">'
        f'{step.number}. <tspan lang="en">{escape(step.title)}</tspan>: {escape(step.words)}</text></a>'
    )


@register.simple_tag
def idea_boxes(picture: ConceptPicture) -> SafeString:
    """Every idea of the graph: a link with its sign, its title and, for those who listen, its state."""
    # Safe: as above.
    return mark_safe("\n".join(map(_box, picture.boxes)))  # noqa: S308


def _box(box: Box) -> str:
    idea = box.idea
    role = f" idea--{box.role}" if box.role else ""
    current = ' aria-current="page"' if box.role == "chosen" else ""
    lines = " ".join(f'<tspan x="{box.text_x}" y="{y}">{escape(line)}</tspan>' for y, line in box.lines)
    return (
        f'<a class="idea idea--{idea.hold}{role}" data-step href="{escape(idea.address)}"'
        f' tabindex="{0 if box.is_stop else -1}"{current}>'
        f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="8"/>'
        f'<use class="{idea.tone}" href="#i-{idea.sign}" x="{box.sign_x}" y="{box.sign_y}" width="16" height="16"/>'
        f'<text lang="en">{lines}</text>'
        f'<text class="idea__state" x="{box.text_x}" y="{box.y}">: {escape(idea.words)}</text></a>'
    )
