"""No two classes share a name, so that a name in a search, a trace or a log means one class."""

import ast
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
SANDBOX = ROOT / "bot" / "sandbox"  # speaks of Discord's and Google's own objects


def test_every_class_of_the_program_has_a_name_of_its_own():
    files = [file for top in ("bot", "cogs") for file in (ROOT / top).rglob("*.py")]
    names = Counter(
        node.name
        for file in files
        if SANDBOX not in file.parents
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ClassDef)
    )

    assert [name for name, times in names.items() if times > 1] == []
