"""Windows has no SIGKILL and no SIGSTOP."""

import sys

collect_ignore = ["test_soak.py"] if sys.platform == "win32" else []
