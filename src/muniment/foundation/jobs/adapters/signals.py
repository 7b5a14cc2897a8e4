"""What tells a process to stop."""

import signal
import threading
from types import FrameType


class Signals:
    """Within it, SIGTERM and SIGINT set `stop` (and `rings`, which wakes who waits for that); only
    a main thread can ask for signals."""

    def __init__(self, stop: threading.Event, rings: threading.Event | None = None) -> None:
        self.stop, self.rings = stop, rings
        self.before: dict[signal.Signals, object] = {}
        self.told = 0

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            for one in (signal.SIGTERM, signal.SIGINT):
                self.before[one] = signal.signal(one, self._told)

    def __exit__(self, *_: object) -> None:
        for one, handler in self.before.items():
            signal.signal(one, handler)  # type: ignore[arg-type]
        told_before = self.before.get(signal.SIGTERM)
        if self.told == signal.SIGTERM and callable(told_before):
            told_before(self.told, None)  # whoever runs us is to end, too

    def _told(self, number: int, frame: FrameType | None) -> None:
        self.told = number
        self.stop.set()
        if self.rings:
            self.rings.set()
