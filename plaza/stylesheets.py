"""Static files as they are served: hashed, compressed, and each style sheet in one file."""

import posixpath
import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

PART = re.compile(r'^@import url\("([\w/-]+\.css)"\);$', re.M)


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """`collectstatic` puts the parts of a sheet in the place of its @import lines: a page asks once, not once a part.

    A part is served by nothing but the sheet that names it; it may not name a file of its own by a relative address."""

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run:
            paths = self._joined(paths)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _joined(self, paths):
        def read(name):
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        parts, sheets = set(), {}
        for name in [name for name in paths if name.endswith(".css")]:
            text, names = read(name), []

            def put_in(match, folder=posixpath.dirname(name), names=names):
                names.append(posixpath.join(folder, match[1]))
                return read(names[-1])

            joined = PART.sub(put_in, text)
            if names:
                parts.update(names)
                self.delete(name)
                sheets[name] = (self, self._save(name, ContentFile(joined.encode())))
        return {name: place for name, place in (paths | sheets).items() if name not in parts}
