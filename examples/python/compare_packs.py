"""Shows what changes for customers from one pack to another.

    python compare_packs.py old-folder new-folder lines.jsonl

A line is `{"text": ...}`, with `"intent"` if it is known: then the program
tells better from worse, and its exit code is 1 if more got worse than better.
The word `shop` stands for the built-in pack.
"""

from __future__ import annotations

import argparse
import sys

from huashu import Engine, HuashuError
from huashu.testing import compare, evaluate


def engine_of(name: str) -> Engine:
    return Engine.builtin("shop") if name == "shop" else Engine.from_dir(name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("lines")
    arguments = parser.parse_args()
    try:
        old, new = engine_of(arguments.old), engine_of(arguments.new)
        result = compare(old, new, arguments.lines)
        figures = evaluate(arguments.lines, engine=new)
    except HuashuError as error:
        print(error, file=sys.stderr)
        return 2
    for change in result.changes:
        print(change)
    print(result)
    print(f"new: {figures}")
    return 1 if result.worse > result.better else 0


if __name__ == "__main__":
    sys.exit(main())
