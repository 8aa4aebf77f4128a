"""German is whole: every string is in its catalogue, with the same placeholders, and none stands bare."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from config.languages.catalogues import catalogue_path, gaps, read_catalogue
from config.languages.extracting import PACKAGES, strings_of_the_interface

ROOT = settings.BASE_DIR
SCRIPTS = ROOT / "frontend" / "scripts"
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]

# Names, and signs that every language writes alike.
NAMES = {
    "Ascent", "CSV", "JSON", "Python", "NumPy", "PyTorch", "Nielsen", "Ng", "UTC", "KB", "MB", "min", "solution", "py",
    "scratch", "doctype", "html",
}  # fmt: skip
SPOKEN_ATTRIBUTES = {
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "title",
    "alt",
    "placeholder",
    "data-label",
}
NOT_PROSE = {"code", "kbd", "pre", "script", "style"}


@pytest.mark.parametrize("language", OTHERS)
def test_every_string_of_the_interface_is_translated(language: str) -> None:
    catalogue = read_catalogue(catalogue_path(ROOT, language), language)
    missing = [str(gap) for gap in gaps(catalogue, strings_of_the_interface(ROOT))]
    assert not missing, f"{len(missing)} to do; run manage.py makemessages and translate:\n" + "\n".join(missing)


@pytest.mark.parametrize("language", OTHERS)
def test_german_speaks_to_one_person_and_calmly(language: str) -> None:
    said = [text for message in read_catalogue(catalogue_path(ROOT, language), language) if message.id
            for text in ([message.string] if isinstance(message.string, str) else message.string)]  # fmt: skip
    assert not [text for text in said if re.search(r"!|\bUps\b|\b(Ihr|Ihre[mnrs]?|Ihnen)\b|\bungültig", text)]


def test_no_string_of_a_template_is_overlooked() -> None:
    found = {file for message in strings_of_the_interface(ROOT) for file, _line in message.locations}
    with_strings = {
        path.relative_to(ROOT).as_posix()
        for path in TEMPLATES
        if re.search(r"{% (blocktranslate|translate)\b", path.read_text(encoding="utf-8"))
    }
    assert with_strings <= found


class BareText(HTMLParser):
    """Words for people that stand in a template outside of the tags that translate."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        # What is marked as English is content, and stays so.
        if tag in NOT_PROSE or self.inside or ("lang", "en") in attributes:
            self.inside.append(tag)
        for name, value in attributes:
            if name in SPOKEN_ATTRIBUTES:
                self._look_at(value or "")

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            continue

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self._look_at(data)

    def _look_at(self, text: str) -> None:
        words = re.findall(r"[^\W\d_]{2,}", text)
        self.found += [word for word in words if word not in NAMES]


WRAPPED = re.compile(
    r"{% blocktranslate\b.*?{% endblocktranslate %}|{#.*?#}|{% block main_class %}.*?{% endblock", flags=re.DOTALL
)


def bare_words(template: str) -> list[str]:
    without_blocks = WRAPPED.sub(" ", template)
    reader = BareText()
    reader.feed(re.sub(r"{%.*?%}|{{.*?}}", " ", without_blocks))
    reader.close()
    return reader.found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_words_stand_in_a_template_outside_of_translation(path: Path) -> None:
    bare = bare_words(path.read_text(encoding="utf-8"))
    # The one command in the README of an export.
    allowed = (
        {"python", "import", "my_ascent", "print", "__all__", "my", "ascent", "all"} if path.suffix == ".txt" else set()
    )
    assert not [word for word in bare if word not in allowed]


def test_the_search_for_bare_words_finds_some() -> None:
    assert bare_words('<p title="A title">{% translate "x" %} Bare{{ y }}</p>') == ["title", "Bare"]
    assert bare_words("<p>{% blocktranslate %}Wrapped{% endblocktranslate %}<code>x = one</code> Ascent</p>") == []
    assert bare_words('<p lang="en">Content <b>of</b> it</p>more') == ["more"]


SAID_BY_KEYWORD = {"label", "help_text", "message", "verbose_name", "verbose_name_plural", "title", "words", "sentence"}
SAYING_CALLS = {"add_error", "ValidationError", "success"}


def unwrapped(tree: ast.AST) -> Iterator[int]:
    """Lines where plain text is given to what shows it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in SAID_BY_KEYWORD and is_sentence(node.value):
            yield node.value.lineno
        elif isinstance(node, ast.Assign) and is_sentence(node.value):
            names = {target.id for target in node.targets if isinstance(target, ast.Name)}
            if names & SAID_BY_KEYWORD:
                yield node.lineno
        elif isinstance(node, ast.Call) and name_of(node.func) in SAYING_CALLS and any(map(is_sentence, node.args)):
            yield node.lineno


def name_of(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def is_sentence(node: ast.expr) -> bool:
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and bool(re.match(r"[A-Z]\w+ \w|[A-Z]\w+\.?$", text)) and text not in NAMES


@pytest.mark.parametrize("package", sorted(set(PACKAGES) - {"config"}))
def test_no_sentence_of_python_reaches_people_untranslated(package: str) -> None:
    # What the operator reads at the command line, and all that `config` says, is English.
    for path in sorted((ROOT / package).rglob("*.py")):
        if {"migrations", "management"} & set(path.parts):
            continue
        lines = list(unwrapped(ast.parse(path.read_text(encoding="utf-8"))))
        assert not lines, f"{path.relative_to(ROOT)}: {lines}"


def test_the_words_of_the_scripts_are_all_held_against_german() -> None:
    """The compiler compares what `in-english.ts` names; here, that it names everything."""
    english = {path.stem for path in (SCRIPTS / "words").glob("*.ts")}
    for language in OTHERS:
        folder = SCRIPTS / "words" / language
        compared = set(re.findall(r'from "\.\./([\w-]+)"', (folder / "in-english.ts").read_text(encoding="utf-8")))
        assert english == compared == {path.stem for path in folder.glob("*.ts")} - {"complete", "in-english"}


def test_no_sentence_of_the_scripts_stands_outside_of_the_words() -> None:
    sentence = re.compile(r"""["`][A-Z][a-z]+ [a-z]+[^"`]*["`]""")
    for path in sorted(SCRIPTS.rglob("*.ts")):
        if "words" in path.parts:
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            code = line.split("//")[0]
            if code.lstrip().startswith(("*", "/*", "super(")) or "Error(" in code:
                continue
            assert not sentence.search(code), f"{path.relative_to(ROOT)}: {line.strip()}"
