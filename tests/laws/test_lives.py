"""Lives of stacks, drawn: specs change, people change AWS by hand, AWS fails, applies end anywhere.

Hypothesis draws the blocks of a stack and one operation after another. A life that goes wrong is
written to `.lives/` as a file, the shortest that was found; `RECONCILE_LIFE=FILE pytest
tests/laws/test_lives.py` lives it again, and in `tests/laws/lives/` it is lived in every run.
"""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import SOAK, Tried
from tests.laws.estates import NAMES
from tests.laws.ground import ROOT, World
from tests.laws.life import OPERATIONS, Case, Ground, ground, read

KEPT = sorted((Path(__file__).parent / "lives").glob("*.yaml"))
"""Lives that once went wrong."""

ASKED = [Path(one) for one in [os.environ.get("RECONCILE_LIFE", "")] if one]
"""The life that somebody wants to be lived again."""

COUNT, STEPS, BLOCKS = (200, 10, 6) if SOAK else (6, 4, 4)
"""How many lives a run draws, and how much happens in one, to how large a stack."""

CASES = st.builds(
    Case,
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=BLOCKS, unique=True).map(tuple),
    st.lists(
        st.tuples(st.sampled_from([*OPERATIONS]), st.integers(0, 99), st.integers(0, 99)),
        min_size=1,
        max_size=STEPS,
    ).map(tuple),
)


@pytest.fixture
def lived(shared_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ground:
    """Where lives are lived; botocore's own waits are not waited for."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    return ground(shared_world.sandbox, tmp_path)


def draw(live: Callable[[Case], Counter[str]], folder: Path, count: int) -> Counter[str]:
    """Draw lives and live them; what happened in all. One that goes wrong is kept in the folder."""
    happened: Counter[str] = Counter()
    kept = folder / "life.yaml"

    @settings(
        max_examples=count,
        deadline=None,
        derandomize=not SOAK,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
    )
    @given(CASES)
    def law(case: Case) -> None:
        try:
            happened.update(live(case))
        except Exception as wrong:
            folder.mkdir(exist_ok=True)
            kept.write_text(case.text)
            wrong.add_note(f"Live it again: RECONCILE_LIFE={kept} pytest {Path(__file__).name}")
            raise

    law()
    return happened


@pytest.mark.skipif(bool(ASKED), reason="RECONCILE_LIFE asks for one life")
def test_a_life(lived: Ground, tried: Tried) -> None:
    lives = 0

    def live(case: Case) -> Counter[str]:
        nonlocal lives
        lives += 1
        return lived.live(case)

    happened = draw(live, ROOT / ".lives", COUNT)
    tried("lives", lives)
    tried("operations of these lives", happened.total())
    if SOAK:
        assert {*happened} == {*OPERATIONS}


@pytest.mark.parametrize("path", ASKED or KEPT, ids=lambda path: path.stem)
def test_a_life_that_went_wrong_goes_well(lived: Ground, tried: Tried, path: Path) -> None:
    tried("lives", 1)
    lived.live(read(path))


def test_a_life_that_goes_wrong_is_kept_in_few_words_and_goes_wrong_again(tmp_path: Path) -> None:
    """Planted: whoever is killed and then grows dies of it."""

    def live(case: Case) -> Counter[str]:
        names = [name for name, _, _ in case.operations]
        assert "is killed" not in names or "grows" not in names[names.index("is killed") :]
        return Counter(names)

    with pytest.raises(AssertionError) as told:
        draw(live, tmp_path / "lives", 200)

    kept = tmp_path / "lives" / "life.yaml"
    assert any(str(kept) in note for note in told.value.__notes__)
    case = read(kept)
    assert [name for name, _, _ in case.operations] == ["is killed", "grows"]
    with pytest.raises(AssertionError):
        live(case)
