"""Runs every measurement and prints rows for docs/measurements.md. `python -m bench assets feel` runs some."""

import sys

from bench import (
    assets,
    children,
    completion,
    daily,
    execution,
    feel,
    growth,
    inbox,
    institutional,
    languages,
    nodes,
    waiting,
)
from bench.measuring import commit
from bench.peers import running as peers

SUBJECTS = {
    "assets": assets.rows,
    "children": children.rows,
    "completion": completion.rows,
    "daily": daily.rows,
    "execution": execution.rows,
    "feel": feel.rows,
    "growth": growth.rows,
    "inbox": inbox.rows,
    "institutional": institutional.rows,
    "languages": languages.rows,
    "nodes": nodes.rows,
    "peers": peers.rows,
    "waiting": waiting.rows,
}


def main(names: list[str]) -> None:
    """Print the rows of the named subjects, or of all."""
    measured = commit()
    print("| what | figure | how | commit |\n|---|---|---|---|")
    for name in names or list(SUBJECTS):
        for row in SUBJECTS[name]():
            print(row.markdown(measured), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
