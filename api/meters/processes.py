"""What a desk of several processes costs its machine, under the names that a process has; asked at each scrape.

Memory is proportional: a page that processes share counts once. Of open files the process is told of that has most, for
each has a limit of its own.
"""

from __future__ import annotations

import resource
from collections.abc import Iterable, Iterator
from contextlib import suppress

import psutil  # type: ignore[import-untyped] # it ships no types
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric


def of_processes(pids: Iterable[int]) -> Iterator[Metric]:
    """Processor, memory, files and age; the first is the parent, who also knows what those took that are gone."""
    cpu = memory = virtual = 0.0
    begun: list[float] = []
    files = [0]
    for nth, pid in enumerate(pids):
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            times, space = process.cpu_times(), process.memory_full_info()
            cpu += times.user + times.system
            if not nth:
                cpu += times.children_user + times.children_system
            memory += getattr(space, "pss", space.rss)
            virtual += space.vms
            begun.append(process.create_time())
            files.append(process.num_fds())
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield CounterMetricFamily("process_cpu_seconds", "User and system CPU time, all processes'", value=cpu)
    yield GaugeMetricFamily("process_resident_memory_bytes", "Memory in use, all processes'", value=memory)
    yield GaugeMetricFamily("process_virtual_memory_bytes", "Virtual memory, all processes'", value=virtual)
    yield GaugeMetricFamily("process_start_time_seconds", "When the first of them began", value=min(begun, default=0.0))
    yield GaugeMetricFamily("process_open_fds", "Open files of the process that has most", value=max(files))
    yield GaugeMetricFamily("process_max_fds", "Files that a process may have open", value=limit)
