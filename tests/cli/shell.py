"""A process that carries out many command lines on one body, as if each were typed.

It is the real command in a process of its own; only Python and Django are not started afresh for
each line, which takes longer than most commands do.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.patience import PATIENCE


@dataclass
class Ran:
    """What one command line did."""

    code: int
    out: str
    err: str

    @property
    def answer(self):
        """The one JSON object on the standard output; a test fails where there is anything else."""
        return json.loads(self.out)

    @property
    def codes(self):
        return [one["code"] for one in self.answer["refused"]]


@dataclass
class Shell:
    """Runs command lines on the body that `environment` names."""

    environment: dict
    process: subprocess.Popen = field(init=False)

    def __post_init__(self):
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **self.environment},
            text=True,
        )

    @property
    def home(self):
        return Path(self.environment["MUNIMENT_HOME"])

    def run(self, *words, stdin=""):
        """The outcome of `muniment words...`."""
        return Ran(**self._ask({"words": [str(word) for word in words], "stdin": stdin}))

    def json(self, *words, expect=0, stdin=""):
        """The answer of the command with --json, which must end with this exit code."""
        ran = self.run("--json", *words, stdin=stdin)
        assert ran.code == expect, (ran.out, ran.err)
        return ran.answer

    def refused(self, *words):
        """The codes of the reasons why the command is refused."""
        ran = self.run("--json", *words)
        assert ran.code == 2, (ran.out, ran.err)
        assert all(reason["message"] for reason in ran.answer["refused"])
        return ran.codes

    def python(self, expression):
        """What an expression comes to in the process, after `import`s of what it names."""
        return self._ask({"python": expression})["value"]

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=PATIENCE)
        self.process.stdout.close()

    def _ask(self, question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def serve():
    """The life of the process: a question per line, an answer per line."""
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        question = json.loads(line)
        answer = _evaluate(question) if "python" in question else _run(question)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _evaluate(question):
    from importlib import import_module

    from muniment.cli.desk import prepare

    prepare()
    return {"value": eval(question["python"], {"module": import_module})}


def _run(question):
    from muniment.cli.main import main

    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        kept = [os.dup(number) for number in (0, 1, 2)]
        read, write = os.pipe()
        os.write(write, question["stdin"].encode())
        os.close(write)
        for target, number in ((read, 0), (out.fileno(), 1), (err.fileno(), 2)):
            os.dup2(target, number)
        os.close(read)
        with (
            _stream(0, "r") as sys.stdin,
            _stream(1, "w") as sys.stdout,
            _stream(2, "w") as sys.stderr,
        ):
            code = main(question["words"])
        sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__
        for number, old in enumerate(kept):
            os.dup2(old, number)
            os.close(old)
        return {"code": code, "out": _text(out), "err": _text(err)}


def _stream(number, mode):
    return open(number, mode, encoding="utf-8", errors="backslashreplace", closefd=False)


def _text(stream):
    stream.seek(0)
    return stream.read().decode("utf-8", "surrogateescape")


if __name__ == "__main__":
    serve()
