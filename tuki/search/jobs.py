"""The jobs of searching."""

from __future__ import annotations

from tuki.kernel.jobs.registry import job, scheduled
from tuki.search.files.reading import read_files_of
from tuki.search.indexing import index_messages
from tuki.search.tending import tend_index

READ_FILES, LANE = "search.read_files", "slow"


@job(READ_FILES)
def read_files(*, message_id: int) -> None:
    """Finds a message by the words inside its files too."""
    if read_files_of(message_id):
        index_messages([message_id])


@scheduled("search.tend", every_seconds=900, lane=LANE)
def tend() -> None:
    """The index stays quick however much is written."""
    tend_index()
