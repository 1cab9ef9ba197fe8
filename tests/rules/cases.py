"""Cases of rules: files of two specs, the wrong one with what is told of it, and the mended one.

```
# RC2001 7:7 the pipeline has 1 stage
stack: case
...
---
stack: case
...
```
Every line `# CODE LINE:COLUMN MESSAGE` at the top is one fault or note, and there are no others; of
the mended spec none is told. A file is named by the code and a word: `RC2001-one-stage.yaml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from reconciler.kinds.table import KINDS
from reconciler.rules.judge import judged
from reconciler.spec.load import load
from reconciler.spec.resources import check

FOLDER = Path(__file__).parent / "cases"
"""Where the files are."""

SETTINGS = """\
project: acme
environments:
  test:
    account: "111122223333"
    region: eu-west-1
    scopes: {us: {region: us-east-1}}
"""

EXPECTED = re.compile(r"# (RC\d{4}) (\d+):(\d+) (.+)")
KIND = re.compile(r"^  ([a-z_]+):$|^([a-z0-9]+):$", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One file: its specs, and what is expected of the wrong one, as `CODE LINE:COLUMN MESSAGE`."""

    name: str
    wrong: str
    mended: str
    expected: tuple[str, ...]

    @property
    def kinds(self) -> set[str]:
        """The kinds that it declares, as far as two levels of keys can tell."""
        found, section = set(), ""
        for subsection, top in KIND.findall(self.wrong):
            section = top or section
            if subsection and section not in ("vars", "tags"):
                found.add(f"{section}.{subsection}")
        return found

    @property
    def ready(self) -> bool:
        """Whether every kind that it declares is there."""
        return self.kinds <= {kind.id for kind in KINDS}


def case(path: Path) -> Case:
    """A case as its file says."""
    wrong, _, mended = path.read_text(encoding="utf-8").partition("\n---\n")
    expected = (" ".join((code, f"{line}:{column}", message))
                for code, line, column, message in EXPECTED.findall(wrong))  # fmt: skip
    return Case(path.stem, f"{wrong}\n", mended, tuple(expected))


def cases() -> tuple[Case, ...]:
    """Every case there is."""
    return tuple(map(case, sorted(FOLDER.glob("*.yaml"))))


def told(root: Path, spec: str) -> tuple[str, ...]:
    """What `validate` tells of a spec, in the order of places."""
    (root / "reconcile.yaml").write_text(SETTINGS, encoding="utf-8")
    (root / "specs").mkdir(exist_ok=True)
    (root / "specs" / "case.yaml").write_text(spec, encoding="utf-8")
    judgement = check(load(root), judged)
    found = (*judgement.faults, *judgement.notes)
    return tuple(
        f"{one.code} {one.place.line}:{one.place.column} {one.message}"
        for one in sorted(found, key=lambda fault: (fault.code, str(fault.place)))
        if one.place
    )
