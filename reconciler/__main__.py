"""The door: `reconcile` and `python -m reconciler` both come in here.

It answers `--version` by itself, because that is what scripts and editors ask most often, and hands
everything else to `reconciler.cli`. Nothing but `sys` may be imported at the top of this module:
start-up is measured (`make bench`) against a bare `python -c pass`.
"""

import sys

from reconciler import __version__


def main(argv: list[str] | None = None) -> int:
    """Runs one command line (`sys.argv` when none is given); returns its exit code.

    `--version` is answered only when it stands alone, so that it can never hide a mistyped command.
    The version is a literal: `importlib.metadata` costs 20 ms and would tell the same.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--version"]:
        sys.stdout.write(f"reconcile {__version__}\n")
        return 0
    import gc

    from reconciler import cli

    # A run makes many values that live until its end: to look among them for cycles every 700 takes
    # a tenth of its time, and more on a busy machine.
    gc.set_threshold(100_000)
    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
