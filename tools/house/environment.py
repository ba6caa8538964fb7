"""Makes .venv and installs what the book needs; an argument adds an extra.

    python3 -m tools.house.environment         what a reader needs
    python3 -m tools.house.environment test    also what the tests need

On Windows write py for python3.

Runs under any Python 3, because it is the one that says which Python is
needed.  Leaves .venv/ready or .venv/ready-<extra> only where all went well.
"""

import os
import subprocess
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
VENV = os.path.join(ROOT, ".venv")
NEEDED = (3, 11)
INTERPRETER = {"posix": ("bin", "python"), "nt": ("Scripts", "python.exe")}


def main(extra):
    if sys.version_info < NEEDED:
        stop(
            "toygrad needs Python 3.11 or newer, got %d.%d; write make PYTHON=python3.11 "
            "with the name of a newer one, on Windows py -3.11 -m tools.house.environment"
            % sys.version_info[:2]
        )
    python = os.path.join(VENV, *INTERPRETER[os.name])
    if not works(python):
        say("Making the environment in .venv with Python %d.%d" % sys.version_info[:2])
        run(
            [sys.executable, "-m", "venv", "--clear", VENV],
            "no virtual environment could be made; install the venv module of "
            "Python (on Debian: python3-venv)",
        )
    say("Installing the packages%s" % (" of the extra " + extra if extra else ""))
    what = ["-e", ".[%s]" % extra] if extra else ["-r", "requirements.txt"]
    run(
        [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet",
         "--retries", "2", "--timeout", "20", "-c", "constraints.txt"] + what,
        "the packages could not be installed; most often it is the network",
    )  # fmt: skip
    name = "ready-" + extra if extra else "ready"
    with open(os.path.join(VENV, name), "w") as stamp:
        stamp.write("Everything is installed.\n")


def works(python):
    """Does the environment run, and on a Python that is new enough?"""
    if not os.path.exists(python):
        return False
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.call([python, "-c", check], stderr=subprocess.DEVNULL) == 0


def run(command, failure):
    done = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    lines = done.communicate()[0].splitlines()
    if done.returncode != 0:
        said = [line.strip() for line in lines if line.strip().startswith("ERROR:")]
        reason = (said or [line for line in lines if line.strip()] or ["no word why"])[
            -1
        ]
        stop("%s (%s)" % (failure, reason))


def say(sentence):
    print(sentence)
    sys.stdout.flush()


def stop(sentence):
    sys.exit("Stopped: " + sentence + ".")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
