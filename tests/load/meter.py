"""Seconds and memory of a piece of work."""

import multiprocessing
import resource
import time
from collections.abc import Callable


def measured(what: str, work: Callable[[], object]) -> None:
    """Seconds, and the growth of the process at its highest, in a fork of its own."""

    def run() -> None:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began, used = time.perf_counter(), time.process_time()
        said = work()
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        took = f"{time.process_time() - used:.2f} s of processor, {time.perf_counter() - began:.2f} s in all"
        print(f"  {what}: {took}, {grown:.0f} MB more, {said}", flush=True)

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join()
