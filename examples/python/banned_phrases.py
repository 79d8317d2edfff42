"""Tests the replies of a CSV file against banned wording, in one go.

    python banned_phrases.py replies.csv --column 话术 --out checked.csv

Exit code 1 if there are findings of severity error, as `huashu check`.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter

from huashu import Engine


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file")
    parser.add_argument("--column", default="话术")
    parser.add_argument("--pack", help="a pack's folder; the built-in one if not given")
    parser.add_argument("--out", help="a CSV file with one row for each finding")
    arguments = parser.parse_args()

    # Spreadsheets begin their CSV files with a byte order mark.
    with open(arguments.file, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or arguments.column not in rows[0]:
        print(f"{arguments.file}: there is no column {arguments.column}", file=sys.stderr)
        return 2

    engine = Engine.from_dir(arguments.pack) if arguments.pack else Engine.builtin("shop")
    checked = engine.check_batch(row[arguments.column] for row in rows)
    told = [
        [number, found.code, found.severity, found.matched, found.rewrite or "", found.message.zh]
        for number, findings in enumerate(checked, 1)
        for found in findings or ()
    ]
    if arguments.out:
        with open(arguments.out, "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["row", "code", "severity", "matched", "rewrite", "message"])
            writer.writerows(told)
    else:
        for row in told:
            print(*row, sep="\t")

    severities = Counter(str(row[2]) for row in told)
    print(f"{len(rows)} replies: {dict(severities)}", file=sys.stderr)
    return 1 if severities["error"] else 0


if __name__ == "__main__":
    sys.exit(main())
