"""What crosses to the examiner is data: what would act or lie on arrival does not get there."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.sandbox.frames import NotSendable, ProtocolViolation, decode, encode


class Acts:
    """An object that has a folder made when it is put together again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.folder),)


class Agrees(np.ndarray[Any, Any]):
    """An array that claims to equal everything."""

    def __eq__(self, other: object) -> Any:
        return np.True_


def test_an_object_that_acts_on_arrival_does_so_by_pickle_and_not_by_frames(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    pickle.loads(pickle.dumps(Acts(folder)))  # noqa: S301 - this is the probe
    assert folder.is_dir()
    folder.rmdir()
    with pytest.raises(ProtocolViolation):
        decode(pickle.dumps(Acts(folder)))
    with pytest.raises(NotSendable):
        encode(Acts(folder))
    assert not folder.exists()


def test_an_array_that_claims_to_equal_everything_does_so_by_pickle_and_not_by_frames() -> None:
    liar = np.zeros(2).view(Agrees)
    assert pickle.loads(pickle.dumps(liar)) == np.ones(2)  # noqa: S301 - as above
    with pytest.raises(NotSendable, match="a subclass of ndarray"):
        encode(liar)
