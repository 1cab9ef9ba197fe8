"""What the user asked of a plan or an apply, beyond the specs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """Command-line choices that the engine knows.

    - `targets`, `excludes`: address globs. `prune`: delete owned resources that no spec declares.
    - `adopt`, `take_over`, `allow_delete`, `allow_replace`: addresses whose guard is lifted.
    - `rotate`: addresses whose secrets are written again.
    - `allow_empty`, `allow_many_deletes`: plan-wide guards lifted. `skip_blocked`: apply the rest.
    - `complete`: every spec file loaded and a `reconcile.yaml` is there; without it nothing is
      pruned. `ignore_tags`: tag keys, or prefixes ending in `*`, that are left to others.
    - `max_deletes`, `max_delete_percent`: more deletes than both need `allow_many_deletes`.
    - `endpoint`: the endpoint that is not AWS's, "" for AWS: what was approved there is not approved
      for AWS. `parallel`: concurrent calls. `timeout`: seconds for one resource to settle, None: the kind's.
    """

    targets: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    prune: bool = False
    adopt: tuple[str, ...] = ()
    take_over: tuple[str, ...] = ()
    allow_delete: tuple[str, ...] = ()
    allow_replace: tuple[str, ...] = ()
    allow_empty: bool = False
    allow_many_deletes: bool = False
    skip_blocked: bool = False
    complete: bool = True
    ignore_tags: tuple[str, ...] = ()
    max_deletes: int = 3
    max_delete_percent: int = 25
    endpoint: str = ""
    parallel: int = 24
    timeout: float | None = None
    rotate: tuple[str, ...] = ()

    def digest_lines(self) -> tuple[str, ...]:
        """The options that change what is done, as sorted text, for the plan's digest."""
        flags = {
            "prune": self.prune,
            "skip-blocked": self.skip_blocked,
            "allow-empty": self.allow_empty,
            "allow-many-deletes": self.allow_many_deletes,
        }
        lists = {
            "target": self.targets,
            "exclude": self.excludes,
            "adopt": self.adopt,
            "take-over": self.take_over,
            "allow-delete": self.allow_delete,
            "allow-replace": self.allow_replace,
            "rotate": self.rotate,
            "endpoint": (self.endpoint,) if self.endpoint else (),
        }
        on = [name for name, value in flags.items() if value]
        return tuple(sorted(on + [f"{name}={v}" for name, values in lists.items() for v in values]))
