"""Programs that tests fork off a prepared Python begin, talk and end as those that Python itself begins."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.begun import PIPE, STDOUT, Program, folder_of_desk, run

TELLS = """
import atexit, os, signal, sys
atexit.register(lambda: print("goodbye"))
print(sys.argv, __name__, os.environ["TOLD"], sorted(os.environ), os.getcwd(), sys.stdin.read())
print([signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)])
print(sorted(int(name) for name in os.listdir("/proc/self/fd"))[:4] if os.path.isdir("/proc") else "")
sys.stderr.write("complains")
sys.exit(7)
"""


def test_a_program_finds_its_words_its_surroundings_and_its_signals_and_says_goodbye() -> None:
    env = {"PATH": os.environ["PATH"], "TOLD": "so", "LC_CTYPE": "C.UTF-8"}
    begun = run("-c", TELLS, "one", "two", env=env, timeout=60)
    command = [sys.executable, "-S", "-c", TELLS, "one", "two"]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs begin without it
    try:
        plain = subprocess.run(  # noqa: S603 - this interpreter on the program above
            command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    finally:
        signal.signal(signal.SIGINT, before)
    assert (begun.returncode, begun.stdout, begun.stderr) == (plain.returncode, plain.stdout, plain.stderr)
    assert begun.stdout.endswith("goodbye\n")


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_a_program_that_a_signal_ends_is_told_by_it(sign: signal.Signals, tmp_path: Path) -> None:
    text = "import signal; print('begun', flush=True); signal.pause()"
    with (tmp_path / "said").open("w") as file, Program("-c", text, stdout=PIPE, stderr=file) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "begun\n"
        assert program.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            program.wait(0)
        program.send_signal(sign)
        assert program.wait(60) == -sign
    assert ("KeyboardInterrupt" in (tmp_path / "said").read_text()) == (sign == signal.SIGINT)


def test_what_is_said_to_both_streams_comes_in_its_order_and_what_is_told_is_read() -> None:
    text = "import sys; print(input(), flush=True); print('then', file=sys.stderr, flush=True); print('last')"
    with Program("-c", text, stdin=PIPE, stdout=PIPE, stderr=STDOUT) as program:
        assert program.stdin is not None
        program.stdin.write("first\n")
        program.stdin.flush()
        assert program.communicate(60) == ("first\nthen\nlast\n", "")
        assert program.returncode == 0


def test_the_desk_of_documents_ends_as_the_command_did() -> None:
    desk = folder_of_desk() / "desk"
    done = subprocess.run([desk, "no-such-command"], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 2
    assert "no-such-command" in done.stderr
