"""Runs command lines of the AWS CLI in one process, the CLI's own: started by its Python, not ours.

Standard input and output speak JSON, a line for each command line: arguments and a folder in,
exit code, output and error out. The environment says whom the CLI speaks with.
"""

import contextlib
import io
import json
import os
import sys


class Captured(io.TextIOWrapper):
    """A text stream that keeps what is written, also as bytes, as the CLI does."""

    def __init__(self) -> None:
        self.held = io.BytesIO()
        super().__init__(self.held, encoding="utf-8", write_through=True)


def main() -> None:
    """Answer each line until there is none."""
    from awscli.clidriver import create_clidriver  # type: ignore[import-not-found]

    driver = create_clidriver()
    for line in sys.stdin:
        asked = json.loads(line)
        os.chdir(asked["folder"])
        out, error = Captured(), Captured()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            try:
                code = driver.main([*asked["arguments"], "--output", "json"]) or 0
            except SystemExit as ended:
                code = ended.code
        texts = [one.held.getvalue().decode() for one in (out, error)]
        sys.stdout.write(json.dumps({"code": code, "out": texts[0], "error": texts[1]}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
