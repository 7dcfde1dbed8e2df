"""Runs a program to its end, its output thrown away, and prints what it used: seconds, processor seconds, peak KiB."""
import json
import os
import sys
import time

start = time.monotonic()
nothing = os.open(os.devnull, os.O_RDWR)
actions = [(os.POSIX_SPAWN_DUP2, nothing, descriptor) for descriptor in (0, 1, 2)]
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=actions)
_, status, usage = os.wait4(child, 0)
print(json.dumps({
    "wall": time.monotonic() - start,
    "processor": usage.ru_utime + usage.ru_stime,
    "peak": usage.ru_maxrss,
    "status": os.waitstatus_to_exitcode(status),
}))
