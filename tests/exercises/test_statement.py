"""Statements: Markdown in, safe HTML out."""

from __future__ import annotations

from exercises.statement import render_statement

STATEMENT = """# One neuron

Weigh $x$ and add.

## Task 1: weigh and add

It returns
$$z = \\sum_i w_i x_i < 1$$
as one number.

## Task 2: the squeeze

Not before.

## What you take with you

All of it.
"""


def test_the_title_is_left_to_the_page() -> None:
    assert "<h1>" not in render_statement(STATEMENT)


def test_each_task_is_a_section_that_an_address_can_name() -> None:
    html = render_statement(STATEMENT)
    assert '<section class="task" id="task-1">\n<h2>Task 1: weigh and add</h2>' in html
    assert '<section class="task" id="task-2">' in html
    assert html.count("<section") == html.count("</section>") == 2


def test_what_follows_the_last_task_stands_outside_of_it() -> None:
    html = render_statement(STATEMENT)
    assert html.index("</section>\n<h2>What you take with you</h2>") > html.index('id="task-2"')


def test_a_formula_in_a_line_is_data_with_itself_as_fallback() -> None:
    assert 'Weigh <span class="math" data-tex="x">x</span> and' in render_statement(STATEMENT)


def test_a_displayed_formula_never_stands_in_a_paragraph() -> None:
    html = render_statement(STATEMENT)
    formula = "z = \\sum_i w_i x_i &lt; 1"
    display = f'<div class="math math--display" data-tex="{formula}">{formula}</div>'
    assert f"<p>It returns</p>\n{display}\n<p>as one number.</p>" in html


def test_a_formula_cannot_break_out_of_its_attribute() -> None:
    html = render_statement('$a" onclick="x$')
    assert 'data-tex="a&quot; onclick=&quot;x"' in html


def test_raw_html_stays_text() -> None:
    html = render_statement("<script>alert(1)</script>\n\nand <b onclick='x'>this</b>")
    assert "<script" not in html
    assert "<b " not in html
    assert "&lt;script&gt;" in html


def test_an_address_that_runs_a_script_is_no_link() -> None:
    assert "href" not in render_statement("[press](javascript:alert(1))")


def test_a_picture_loads_nothing_and_leaves_its_description() -> None:
    html = render_statement("![a plane](https://elsewhere.example/plane.png)")
    assert "elsewhere" not in html
    assert "<em>a plane</em>" in html


def test_a_code_span_that_names_another_exercise_is_a_link() -> None:
    html = render_statement("As in `dot-product`.", links={"dot-product": "/learn/01-spark/dot-product/"})
    assert '<a href="/learn/01-spark/dot-product/"><code>dot-product</code></a>' in html


def test_a_code_span_that_names_nothing_is_code() -> None:
    assert render_statement("As in `np.dot`.", links={"dot": "/x/"}) == "<p>As in <code>np.dot</code>.</p>\n"


def test_links_do_not_nest() -> None:
    html = render_statement("[the `dot-product` page](/x/)", links={"dot-product": "/y/"})
    assert html.count("<a ") == 1


def test_a_wide_table_scrolls_within_its_own_frame() -> None:
    html = render_statement("| | $X$ |\n|---|---|\n| shape | $(n, d)$ |")
    assert '<div class="table-wrap" tabindex="0" role="group" aria-label="Table"><table class="table">' in html
    assert "<th></th>" not in html


def test_a_block_of_code_is_shown_as_it_stands() -> None:
    assert "<code>a &lt; b\n</code>" in render_statement("```python\na < b\n```")


def test_a_quotation_is_set_off() -> None:
    assert '<blockquote class="quote">' in render_statement("> One rule carries you through.")
