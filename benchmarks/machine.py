"""When and where a benchmark was run, for what it writes."""

from __future__ import annotations

import os
import platform
import time


def here() -> dict[str, object]:
    """Return date, processors, system and Python, under the names that the sections use."""
    return {
        "date": time.strftime("%d %B %Y"),
        "cpus": os.cpu_count(),
        "machine": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }
