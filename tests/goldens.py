"""Expected texts as files, so that a change of what users see is read in the diff of a review."""

from pathlib import Path


def hold(path: Path, text: str, *, write: bool) -> None:
    """Fails unless the file says just this text; with `write`, makes it say so first."""
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path.name} is not there yet: `make golden` writes it"
    assert text == path.read_text(encoding="utf-8")
