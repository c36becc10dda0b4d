"""Files that are whole, or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import LiptakoError
from sim.experiment.writing import write_whole


def test_a_file_and_its_folders_are_made(tmp_path: Path) -> None:
    """A result would be lost for want of a folder, or leave a temporary file beside it."""
    file = tmp_path / "a" / "b" / "table.csv"
    write_whole(file, lambda path: path.write_text("all of it", "utf-8"))
    assert "all of it" == file.read_text("utf-8")
    assert [file] == list(file.parent.iterdir())


def test_while_it_is_written_the_old_file_stays(tmp_path: Path) -> None:
    """Who reads meanwhile would find half a file."""
    file = tmp_path / "table.csv"
    file.write_text("old", "utf-8")

    def save(path: Path) -> None:
        path.write_text("new", "utf-8")
        assert "old" == file.read_text("utf-8")
        assert path.suffix == file.suffix  # some writers go by the ending

    write_whole(file, save)
    assert "new" == file.read_text("utf-8")


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        (OSError(28, "No space left on device"), LiptakoError),
        (OSError("no reason given"), LiptakoError),
        (ValueError("a slip"), ValueError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
    ids=repr,
)
def test_after_a_failure_nothing_is_left(
    tmp_path: Path, error: BaseException, seen: type[BaseException]
) -> None:
    """Half a file would pass for a result, or a failure of the program for a full disk."""
    file = tmp_path / "table.csv"

    def save(path: Path) -> None:
        path.write_text("half of", "utf-8")
        raise error

    with pytest.raises(seen) as failed:
        write_whole(file, save)
    assert [] == list(tmp_path.iterdir())
    if seen is LiptakoError:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        assert str(failed.value).startswith(f"{file}: cannot be written ({reason}) - make room")


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """A slip in --out would end in a traceback, after minutes of work."""
    (tmp_path / "results").write_text("", "utf-8")
    with pytest.raises(LiptakoError, match=r"table\.csv: cannot be written .* another folder"):
        write_whole(tmp_path / "results" / "table.csv", lambda path: path.touch())
