"""Static files under names that carry their content, so that browsers may keep them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Names by content, brotli and gzip beside each file. Before anything is collected, as in tests: plain names."""

    def stored_name(self, name: str) -> str:
        """The name under which a file is served; ValueError for one that was not collected."""
        return super().stored_name(name) if self.hashed_files else name
