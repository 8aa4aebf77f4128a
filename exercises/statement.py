"""An exercise's Markdown as safe HTML: no raw HTML, formulas as data, tasks as sections."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin

TASK_HEADING = re.compile(r"Task (\d+): ")

# What code spans become links is decided for each text; the parser carries it in its environment.
LINKS = "links"


def render_statement(source: str, *, links: Mapping[str, str] | None = None) -> SafeString:
    """The whole text as HTML.

    `links` maps names of other exercises to their addresses; a code span that is such a name
    becomes a link. A first-level heading at the top is left out: the page has one.
    """
    # Safe: the parser escapes all text and refuses raw HTML and script addresses.
    return mark_safe(_render(source, tuple(sorted((links or {}).items())), get_language()))  # noqa: S308


@lru_cache(maxsize=512)
def _render(source: str, links: tuple[tuple[str, str], ...], language: str | None) -> str:
    html: str = PARSER.render(source, {LINKS: dict(links)})
    return html


def _drop_title(state: StateCore) -> None:
    """Leave out a first-level heading at the top."""
    if state.tokens and state.tokens[0].type == "heading_open" and state.tokens[0].tag == "h1":
        del state.tokens[:3]


def _lift_displays(state: StateCore) -> None:
    """Take `$$…$$` out of the paragraph around it, because a block cannot stand in a paragraph."""
    tokens: list[Token] = []
    rest = iter(state.tokens)
    for token in rest:
        if token.type != "paragraph_open":
            tokens.append(token)
            continue
        inline, closing = next(rest), next(rest)
        tokens += _split_paragraph(token, inline, closing)
    state.tokens[:] = tokens


def _split_paragraph(opening: Token, inline: Token, closing: Token) -> Iterator[Token]:
    """Paragraph, display, paragraph …, without the empty ones."""
    part: list[Token] = []
    for child in inline.children or []:
        if child.type != "math_inline_double":
            part.append(child)
            continue
        yield from _paragraph(opening, part, closing)
        yield Token("math_block", "math", 0, content=child.content, block=True)
        part = []
    yield from _paragraph(opening, part, closing)


def _paragraph(opening: Token, children: list[Token], closing: Token) -> Iterator[Token]:
    while children and _is_blank(children[0]):
        children = children[1:]
    while children and _is_blank(children[-1]):
        children = children[:-1]
    if children:
        yield opening.copy()
        yield Token("inline", "", 0, children=children, level=opening.level + 1)
        yield closing.copy()


def _is_blank(token: Token) -> bool:
    return token.type == "softbreak" or (token.type == "text" and not token.content.strip())


def _wrap_tasks(state: StateCore) -> None:
    """Put each `## Task N: title` and what follows it into a section of its own."""
    tokens: list[Token] = []
    is_open = False
    for place, token in enumerate(state.tokens):
        if token.type == "heading_open" and token.level == 0 and token.tag in {"h1", "h2"}:
            if is_open:
                tokens.append(Token("section_close", "section", -1, block=True))
            task = TASK_HEADING.match(state.tokens[place + 1].content) if token.tag == "h2" else None
            is_open = task is not None
            if task:
                attributes: dict[str, str | int | float] = {"class": "task", "id": f"task-{task[1]}"}
                tokens.append(Token("section_open", "section", 1, attrs=attributes, block=True))
        tokens.append(token)
    if is_open:
        tokens.append(Token("section_close", "section", -1, block=True))
    state.tokens[:] = tokens


def _name_corners(state: StateCore) -> None:
    """An empty cell in the head of a table is no heading."""
    for opening, inline, closing in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if opening.type == "th_open" and not inline.content:
            opening.tag = closing.tag = "td"


def _mark_linked(state: StateCore) -> None:
    """A code span inside a link stays what it is: links do not nest."""
    for token in state.tokens:
        depth = 0
        for child in token.children or []:
            depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            if child.type == "code_inline" and depth:
                child.meta["linked"] = True


def _code_inline(
    renderer: RendererProtocol, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[place]
    code = f"<code>{escape(token.content)}</code>"
    address = env.get(LINKS, {}).get(token.content)
    if address is None or token.meta.get("linked"):
        return code
    return f'<a href="{escape(address)}">{code}</a>'


def _math_inline(renderer: RendererProtocol, tokens: Sequence[Token], place: int, *rest: Any) -> str:
    tex = escape(tokens[place].content.strip())
    return f'<span class="math" data-tex="{tex}">{tex}</span>'


def _math_block(renderer: RendererProtocol, tokens: Sequence[Token], place: int, *rest: Any) -> str:
    tex = escape(tokens[place].content.strip())
    return f'<div class="math math--display" data-tex="{tex}">{tex}</div>\n'


def _image(renderer: RendererProtocol, tokens: Sequence[Token], place: int, *rest: Any) -> str:
    # A text loads nothing: of a picture its description is kept.
    return f"<em>{escape(tokens[place].content)}</em>"


def _table_open(renderer: RendererProtocol, tokens: Sequence[Token], place: int, *rest: Any) -> str:
    name = escape(gettext("Table"))
    return f'<div class="table-wrap" tabindex="0" role="group" aria-label="{name}"><table class="table">\n'


def _table_close(renderer: RendererProtocol, tokens: Sequence[Token], place: int, *rest: Any) -> str:
    return "</table></div>\n"


def _blockquote_open(renderer: RendererProtocol, tokens: Sequence[Token], place: int, *rest: Any) -> str:
    return '<blockquote class="quote">\n'


def _fence(renderer: RendererProtocol, tokens: Sequence[Token], place: int, *rest: Any) -> str:
    return f'<pre class="listing" tabindex="0"><code>{escape(tokens[place].content)}</code></pre>\n'


def _build_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "smartquotes"])
    parser.use(dollarmath_plugin, allow_labels=False, double_inline=True)
    for change in (_drop_title, _lift_displays, _wrap_tasks, _name_corners, _mark_linked):
        parser.core.ruler.push(change.__name__.strip("_"), change)
    for name, rule in {
        "code_inline": _code_inline,
        "math_inline": _math_inline,
        "math_inline_double": _math_inline,
        "math_block": _math_block,
        "image": _image,
        "table_open": _table_open,
        "table_close": _table_close,
        "blockquote_open": _blockquote_open,
        "fence": _fence,
        "code_block": _fence,
    }.items():
        parser.add_render_rule(name, rule)
    return parser


PARSER = _build_parser()
