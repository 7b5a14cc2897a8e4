"""What a parser taken over by its document would try. Each is source that sets `got`."""

CALL = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def done(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return True
"""

# `{canary}` is a file of ours, `{port}` a listener of ours on loopback.
PROBES = {
    "read a file of the database": "got = open({canary!r}).read()",
    "list the content store": "import os; got = os.listdir(os.path.dirname({canary!r}))",
    "read the password file": "got = open('/etc/passwd').read()",
    "read the environment": "import os; got = os.environ.get('MUNIMENT_PROBE_SECRET')",
    "see other processes": "import os; got = [n for n in os.listdir('/proc') if n.isdigit()]",
    "connect to a service": (
        "import socket; got = socket.create_connection(('127.0.0.1', {port}), 2)"
    ),
    "send a datagram": (
        "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM);"
        "got = s.sendto(b'x', ('127.0.0.1', {port}))"
    ),
    "fork": "import os; p = os.fork(); p or os._exit(0); os.waitpid(p, 0); got = True",
    "run a program": (
        "import subprocess, sys; got = subprocess.run([sys.executable, '-c', '']).returncode == 0"
    ),
    "make a user namespace": CALL + "got = done(libc.unshare(0x10000000))",
    "mount a file system": CALL + "got = done(libc.mount(b'none', b'/', b'tmpfs', 0, None))",
    "fill the disk": (
        "import os; p = os.path.dirname({canary!r}) + '/fill';"
        "f = open(p, 'wb'); f.write(b'x' * 1000); f.close(); got = True"
    ),
    "write anywhere else": (
        "import tempfile; f = open(tempfile.mkstemp()[1], 'wb'); f.write(b'x'); f.close(); got = 1"
    ),
    "write to memory files": "import os; got = os.write(os.memfd_create('x'), b'x')",
    "signal its keeper": "import os; os.kill(os.getppid(), 0); got = True",
    "trace its keeper": CALL + "got = done(libc.ptrace(16, os.getppid(), 0, 0))",
    "become root": "import os; os.setresuid(0, 0, 0); got = os.getuid() == 0",
    "take more memory than allowed": "got = len(bytearray(600 * 1024 * 1024))",
    "reach other files that are open": (
        "import os, stat\n"
        "def kind(n):\n"
        "    try:\n"
        "        return stat.S_ISFIFO(os.fstat(n).st_mode)\n"
        "    except OSError:\n"
        "        return None\n"
        "got = [n for n in range(3, 256) if kind(n) is False] or [n for n in (0, 1) if kind(n)]"
    ),
}

# Those that succeed on any machine outside the sandbox: so the probes themselves are sound.
SUCCEED_OUTSIDE = [
    *("read a file of the database", "list the content store", "read the password file"),
    *("read the environment", "see other processes", "connect to a service", "send a datagram"),
    *("fork", "run a program", "fill the disk", "write anywhere else", "write to memory files"),
    *("signal its keeper", "take more memory than allowed", "reach other files that are open"),
]
