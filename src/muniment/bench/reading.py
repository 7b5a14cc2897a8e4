"""Reads the documents named on standard input (NUL between them) and throws their text away:
what two sandboxes can do with nothing else around them."""

import os
import sys
from pathlib import Path

from muniment.foundation.content.adapters.sandbox import Extractor

if __name__ == "__main__":
    paths = [Path(os.fsdecode(raw)) for raw in sys.stdin.buffer.read().split(b"\0") if raw]
    with Extractor(allow_unsandboxed=True) as extractor:
        for path in paths:
            extractor.extract(path.read_bytes(), name=path.name)
