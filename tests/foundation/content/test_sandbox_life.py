"""The process in the sandbox: dies, starts again, and keeps no worker waiting."""

import os
import signal
import threading
import time

import pytest
from tests.foundation.content.documents import ALL, WORDS
from tests.patience import PATIENCE

from muniment.foundation.content.adapters import sandbox
from muniment.foundation.content.adapters.sandbox import Extractor
from muniment.foundation.content.states import DerivedState

pytestmark = pytest.mark.sandbox


def test_a_process_that_has_ended_fails_no_document_and_another_reads_it(
    extractor: Extractor,
) -> None:
    assert extractor.extract(b"before").text == "before"
    assert extractor._zygote is not None
    first, until = extractor._zygote.pid, time.monotonic() + PATIENCE
    os.kill(first, signal.SIGKILL)
    # What is killed is the wall; what reads behind it follows within a moment.
    while extractor._zygote and extractor._zygote.pid == first and time.monotonic() < until:
        assert extractor.extract(b"after").text == "after"
    assert extractor._zygote and extractor._zygote.pid != first


def test_the_end_of_the_thread_that_started_it_fails_no_document() -> None:
    if why := sandbox.available():
        pytest.skip(why)
    started: list[Extractor] = []
    thread = threading.Thread(target=lambda: started.append(Extractor().__enter__()))
    thread.start()
    thread.join(60)
    [mine] = started
    try:
        for _ in range(20):
            assert mine.extract(b"words").text == "words"
            time.sleep(0.05)
    finally:
        mine.__exit__(None, None, None)


def test_a_document_under_which_each_process_ends_fails_and_the_next_is_read() -> None:
    if why := sandbox.available():
        pytest.skip(why)
    ends = "if b'end' in data: os.kill(os.getppid(), 9)"
    program = (
        "import os\nfrom extractor import zygote\ndef task(header, data):\n"
        f"    {ends}\n    return zygote.read_document(header, data)\n"
        "zygote.serve(task, alone={alone})"
    )
    with Extractor(program=program) as deadly:
        assert deadly.extract(b"good").text == "good"
        made = deadly.extract(b"the end")
        assert (made.state, "died" in made.reason) == (DerivedState.FAILED, True)
        assert deadly.extract(b"good again").text == "good again"


def test_nothing_runs_on_after_the_end() -> None:
    if why := sandbox.available():
        pytest.skip(why)
    with Extractor() as started:
        started.extract(b"words")
        assert started._zygote is not None
        pid = started._zygote.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_two_can_run_side_by_side_in_threads() -> None:
    if why := sandbox.available():
        pytest.skip(why)
    found: list[str] = []

    def work() -> None:
        with Extractor() as mine:
            found.extend(mine.extract(ALL["minutes.docx"]).text for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 20
    assert all(WORDS in text for text in found)


def test_what_is_too_large_to_send_is_not_sent(
    extractor: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "INPUT_MAX", 1000)
    made = extractor.extract(b"x" * 1001)
    assert made.state is DerivedState.TOO_LARGE


def test_a_large_document_goes_through_whole(extractor: Extractor) -> None:
    text = "line of a large file\n" * 1_500_000
    made = extractor.extract(text.encode(), name="large.txt")
    assert made.state is DerivedState.DONE
    assert len(made.text) == len(text) - 1


def test_a_name_that_is_no_utf_8_does_no_harm(extractor: Extractor) -> None:
    assert extractor.extract(b"words", name=os.fsdecode(b"\xff\xfe.txt")).text == "words"
