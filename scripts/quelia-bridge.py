"""The program of one file that `make bridge-binary` builds: `quelia-bridge test X` is `quelia bridge test X`."""

import sys

from quelia.cli import main

words = sys.argv[1:]
raise SystemExit(main(words if words[:1] == ["bridge"] else ["bridge", *words]))
