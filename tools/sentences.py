"""Finds the sentences for people in services and drivers, which know no gettext (see web/speech.py).

A sentence begins with a capital letter, a number or a name, has a space and ends as sentences do. Docstrings,
log lines and what only programmers read are none. An expression in an f-string becomes a numbered place,
``{0}``; where it chooses between two words, there are two sentences.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product

_LOGGERS = frozenset({"log", "_log", "logger"})
_PROGRAMMERS_ERRORS = frozenset(
    {
        "AssertionError",
        "ConfigError",
        "KeyError",
        "LocalProtocolError",
        "RemoteProtocolError",
        "RuntimeError",
        "StoreRefused",
        "TypeError",
        "ValueError",
    }
)
# What these are called with stands on the page although it is no sentence: the names of steps and buttons.
_LABELLED = frozenset({"Step", "_Step"})

_SENTENCE = re.compile(r"[“(]?[A-Z0-9{][^\n]*\s.*[.?!…][”)]?", re.DOTALL)
_SHOUTED = re.compile(r"[A-Z]{2,}[ (+]")
_PLACE = re.compile(r"{[^{}]*}")
_FEWEST_LETTERS = 8

# An f-string that chooses more often than this is taken with places.
_MOST_VARIANTS = 8


def sentences(source: str) -> Iterator[tuple[int, str]]:
    """Each sentence of a module with its line, in the order in which they stand there."""
    yield from _within(ast.parse(source))


def _within(node: ast.AST) -> Iterator[tuple[int, str]]:
    if _is_for_programmers(node):
        return
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _LABELLED:
        yield from _labels(node)
    if isinstance(node, ast.Constant | ast.JoinedStr):
        for text in _texts(node):
            numbered = _numbered(text)
            if _is_sentence(numbered):
                yield node.lineno, numbered
        if isinstance(node, ast.Constant):
            return
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
            yield from _within(child)


def _is_for_programmers(node: ast.AST) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name))) if name in _LOGGERS:
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id=name))) if name in _PROGRAMMERS_ERRORS:
            return True
        case ast.Assert():
            return True
    return False


def _labels(call: ast.Call) -> Iterator[tuple[int, str]]:
    for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
        for text in _texts(argument):
            if re.match(r"[A-Z][a-z]", text) and not _is_sentence(text):
                yield argument.lineno, _numbered(text)


def _texts(node: ast.AST) -> list[str]:
    """What a string can say; places stand as ``{}``."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other))):
            return [one, other]
        case ast.JoinedStr(values=values):
            choices = [_texts(value) for value in values]
            variants = list(product(*choices))
            if len(variants) > _MOST_VARIANTS:
                variants = [tuple(choice[0] if len(choice) == 1 else "{}" for choice in choices)]
            return ["".join(variant) for variant in variants]
        case ast.FormattedValue(value=ast.IfExp() as chosen):
            return _texts(chosen)
    return ["{}"]


def _numbered(text: str) -> str:
    """*text* with its places, named or not, numbered as they stand."""
    count = iter(range(text.count("{")))
    return _PLACE.sub(lambda _: f"{{{next(count)}}}", text)


def _is_sentence(text: str) -> bool:
    letters = sum(map(str.isalpha, _PLACE.sub("", text)))
    return (
        letters >= _FEWEST_LETTERS and _SENTENCE.fullmatch(text) is not None and _SHOUTED.match(text) is None
    )
