# SPDX-License-Identifier: LGPL-2.1-or-later
"""Machines of unmodified QEMUs, whose VFIO devices `unbroken host` serves.

A machine is driven from outside: QMP for what QEMU does, qtest for what a guest would do
to the device.  The guest is nothing but the firmware, which enumerates PCI and then waits.
"""

import base64
import functools
import json
import os
import re
import signal
import socket
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SECONDS = 60  # that anything may take before it counts as hanging
RAM = 64 << 20
FREE_RAM = 16 << 20  # from here on: nothing that the firmware uses, up to 16 MiB more


class Unavailable(Exception):
    """There is no such QEMU here."""


class Ended(Exception):
    """QEMU is no longer there, or does not answer."""


@functools.cache
def find(suite, version=""):
    """A program that runs the QEMU of a Debian release, which has to be of some version."""
    run = subprocess.run([os.path.join(ROOT, "tools", "fetch-qemu"), suite],
                         capture_output=True, text=True)
    if run.returncode != 0:
        raise Unavailable(run.stderr.strip().removeprefix("fetch-qemu: "))
    program = run.stdout.strip()
    told = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    if f"version {version}" not in told:
        raise Unavailable(f"of the QEMU that {suite} has by now nothing is known: {told[:50]!r}")
    return program


def wait_for(what, seconds=SECONDS, pause=0.02):
    """Waits until what() is true; whether it became so."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


class Lines:
    """A socket that speaks in lines."""

    def __init__(self, path, process):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(SECONDS)
        connected = wait_for(lambda: process.poll() is not None or self._connect(path))
        if not connected or process.poll() is not None:
            raise Ended(f"no answer at {os.path.basename(path)}")
        self.file = self.socket.makefile("r")

    def _connect(self, path):
        try:
            self.socket.connect(path)
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        return True

    def send(self, text):
        try:
            self.socket.sendall(text.encode() + b"\n")
        except (BrokenPipeError, ConnectionResetError) as error:
            raise Ended("the connection broke") from error

    def receive(self):
        try:
            line = self.file.readline()
        except (TimeoutError, ConnectionResetError) as error:
            raise Ended("no answer") from error
        if not line:
            raise Ended("the connection was closed")
        return line.rstrip("\n")

    def close(self):
        self.file.close()
        self.socket.close()


class Qmp:
    def __init__(self, path, process):
        self.lines = Lines(path, process)
        self.events = []
        self.lines.receive()
        self.command("qmp_capabilities")

    def _receive(self):
        answer = json.loads(self.lines.receive())
        if "event" in answer:
            self.events.append(answer)
        return answer

    def command(self, name, **arguments):
        """The answer; a refusal is an answer as well: {"error": ...}."""
        arguments = {key.replace("_", "-"): value for key, value in arguments.items()}
        self.lines.send(json.dumps({"execute": name, "arguments": arguments}))
        while True:
            answer = self._receive()
            if "return" in answer or "error" in answer:
                return answer.get("return", answer)

    def wait_for_event(self, *names):
        while True:
            for event in self.events:
                if event["event"] in names:
                    return event
            self._receive()


class Qtest:
    def __init__(self, path, process):
        self.lines = Lines(path, process)
        self.interrupts = []  # (line, level)

    def command(self, *words):
        self.lines.send(" ".join(str(word) for word in words))
        while True:
            answer = self.lines.receive().split()
            if answer[0] == "IRQ":
                self.interrupts.append((int(answer[2]), answer[1] == "raise"))
            elif answer[0] == "OK":
                return answer[1] if len(answer) > 1 else ""
            else:
                raise Ended(f"qtest: {' '.join(answer)}")

    def read(self, size, address):
        return int(self.command({1: "readb", 2: "readw", 4: "readl", 8: "readq"}[size],
                                hex(address)), 16)

    def write(self, size, address, value):
        self.command({1: "writeb", 2: "writew", 4: "writel", 8: "writeq"}[size],
                     hex(address), hex(value))

    def read_bytes(self, address, size):
        return base64.b64decode(self.command("b64read", hex(address), hex(size)))

    def write_bytes(self, address, data):
        self.command("b64write", hex(address), hex(len(data)), base64.b64encode(data).decode())

    def config(self, slot, offset, size=4):
        """What the configuration space of pcie.0's device has there."""
        self.command("outl", "0xcf8", hex(1 << 31 | slot << 11 | offset & 0xfc))
        name = {1: "inb", 2: "inw", 4: "inl"}[size]
        return int(self.command(name, hex(0xcfc + (offset & 3))), 16)

    def set_config(self, slot, offset, value, size=4):
        self.command("outl", "0xcf8", hex(1 << 31 | slot << 11 | offset & 0xfc))
        name = {1: "outb", 2: "outw", 4: "outl"}[size]
        self.command(name, hex(0xcfc + (offset & 3)), hex(value))


FIRST_SLOT = 5

# Descriptors that a launcher has opened.
PASSED_IOMMUFD = 22
FIRST_PASSED = 23


class Machine:
    """One QEMU and what serves it; use it in a with statement, which ends both.

    @devices: for each, options of the model.  @options: more of QEMU's.  @vfio: options of
    vfio-pci.  @passed: it gets its devices and the iommufd as descriptors that are open
    already.  @incoming: it waits to be told where to migrate from.  @paused: it does not run
    at first.  connect() comes next.
    """

    def __init__(self, unbroken, program, folder, devices, options=(), vfio=(), passed=False,
                 incoming=False, paused=False):
        self.folder = folder
        os.makedirs(folder)
        self.log_path = os.path.join(folder, "log")
        self.firmware = os.path.join(folder, "firmware")
        self.incoming = incoming
        self.n_devices = len(devices)
        sysfs = os.path.join(folder, "sys")
        os.mkdir(sysfs)
        command = [unbroken, "host", "-v"]
        for i, words in enumerate(devices):
            options_of_model = [f"sysfs={sysfs}", f"address={self.address(i)}", *words]
            command += ["--device", ",".join(["vfio", *options_of_model])]
        command += ["--all-descriptors"] * passed + ["--"] + self._launcher() * passed
        command += [program, "-machine", "q35", "-accel", "tcg", "-m", f"{RAM >> 20}M",
                    "-nodefaults", "-display", "none", "-boot", "menu=off",
                    "-chardev", f"file,id=firmware,path={self.firmware}",
                    "-device", "isa-debugcon,iobase=0x402,chardev=firmware"]
        command += ["-qtest-log", "none"]
        for name in ("qmp", "qtest"):
            command += [f"-{name}", f"unix:{self._socket(name)},server=on,wait=off"]
        for i in range(self.n_devices):
            which = f"fd={FIRST_PASSED + i}" if passed else f"sysfsdev={sysfs}/{self.address(i)}"
            command += ["-device", ",".join([f"vfio-pci,{which}", f"id=vfio{i}",
                                             f"addr={FIRST_SLOT + i:#x}", *vfio])]
        command += options
        if incoming:
            command += ["-incoming", "defer"]
        if paused or incoming:
            command += ["-S"]
        self.log_file = open(self.log_path, "wb")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log_file,
                                        stderr=self.log_file)
        self.qmp = self.qtest = None

    def connect(self):
        """Waits until it answers."""
        try:
            self.qmp = Qmp(self._socket("qmp"), self.process)
            self.qtest = Qtest(self._socket("qtest"), self.process)
        except Ended as error:
            self.end()
            raise Ended(f"QEMU does not start: {' / '.join(self.log()[-3:])}") from error

    def _launcher(self):
        """Opens what it then runs QEMU with, as managers of machines do."""
        opened = [f"{PASSED_IOMMUFD}<>/dev/iommu"]
        opened += [f"{FIRST_PASSED + i}<>/dev/vfio/devices/vfio{i}" for i in range(self.n_devices)]
        return ["bash", "-c", f'exec {" ".join(opened)} && exec "$@"', "launcher"]

    @staticmethod
    def address(i):
        return f"0000:06:{0x0d + i:02x}.0"

    def _socket(self, name):
        return os.path.join(self.folder, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """Ends it, if it is there; the status of QEMU, or None if it had to be killed."""
        for lines in (self.qmp, self.qtest):
            if lines:
                lines.lines.close()
        self.qmp = self.qtest = None
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                return None
        self.log_file.close()
        return self.process.returncode

    def kill(self):
        """Kills QEMU, of which the host learns as anyone would."""
        os.kill(self.qemu_process(), signal.SIGKILL)

    def qemu_process(self):
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as file:
            return int(file.read().split()[0])

    def exit_status(self):
        """Of a QEMU that ends by itself; None if it does not."""
        try:
            return self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            return None

    # --- What it does ---

    def hmp(self, line):
        return self.qmp.command("human-monitor-command", command_line=line)

    def status(self):
        return self.qmp.command("query-status")["status"]

    def boots(self):
        """How often the firmware has enumerated PCI, and found nothing to boot."""
        with open(self.firmware, errors="replace") as file:
            return file.read().count("No bootable device")

    def boot(self, times=1):
        if not wait_for(lambda: self.boots() >= times):
            raise Ended("the firmware does not come to its end")
        for i in range(self.n_devices):
            Device(self, i).enable()

    def migration(self):
        return self.qmp.command("query-migrate")

    def migration_status(self):
        return self.migration().get("status", "none")

    def wait_for_migration(self, *states):
        """The status of the migration, once it is one of these or one that does not change."""
        final = {"completed", "failed", "cancelled", *states}
        wait_for(lambda: self.migration_status() in final)
        return self.migration_status()

    def set_migration(self, **parameters):
        self.qmp.command("migrate-set-parameters", **parameters)

    def save(self, path):
        """Migrates to a file; the status in the end."""
        self.qmp.command("migrate", uri=f"exec:cat >{path}")
        return self.wait_for_migration()

    def load(self, path):
        self.qmp.command("migrate-incoming", uri=f"exec:cat {path}")
        return self.wait_for_migration()

    def resume(self, *_):
        return self.qmp.command("cont")

    # --- What was said ---

    def log(self):
        with open(self.log_path, errors="replace") as file:
            return file.read().splitlines()

    def told(self, i=0):
        """What the host told of the migration of a device, in words."""
        start = re.compile(rf"host: vfio\S*: {re.escape(self.address(i))} ")
        return [line[match.end():] for line in self.log() if (match := start.match(line))]

    def states(self, i=0):
        """What QEMU wanted the state of the device to be, in words of the revision."""
        asked = (re.match(r"SET MIG_DEVICE_STATE (\w+)|device_state (\d -> \d)", line)
                 for line in self.told(i))
        return [match[1] or match[2] for match in asked if match]

    def calls(self):
        """The calls on devices: (name of the file, of the call, result)."""
        found = (re.match(r"host: \d+ vfio\S* (?:(\S+) )?(\w+) = (-?\d+)", line)
                 for line in self.log())
        return [(match[1], match[2], int(match[3])) for match in found if match]

    def said(self):
        """What QEMU itself had to say."""
        return [line for line in self.log() if not line.startswith("host: ")]


# --- The test device: docs/vfio-test-device.md ------------------------------------------

ID, CONTROL, STATUS, CAUSES, MASK, DOORBELL, DOORBELLS = 0, 8, 0xc, 0x10, 0x14, 0x18, 0x1c
IOVA, OFFSET, LENGTH, COMMAND, RATE, DONE, PASS = 0x20, 0x28, 0x30, 0x38, 0x3c, 0x40, 0x48
FAULTS, CHECKSUM, PATTERN, WORK, MEMORY_SIZE, SCRATCH = 0x4c, 0x58, 0x60, 0x68, 0x70, 0x80
WIDE = {IOVA, OFFSET, LENGTH, DONE, CHECKSUM, PATTERN, WORK, MEMORY_SIZE,
        *range(SCRATCH, SCRATCH + 32, 8)}
ABORT, READ, WRITE, SUM, FILL, FILL_MEMORY, REPEAT = 0, 1, 2, 3, 4, 5, 0x100
BUSY, FINISHED, FAULT = 1, 2, 4
ID_VALUE = 0x52424e55
CAUSE_DONE, CAUSE_DOORBELL = 1, 8

PCI_COMMAND, PCI_BAR0, PCI_BAR2, PCI_LINE = 4, 0x10, 0x18, 0x3c
MSI_CONTROL, MSI_ADDRESS, MSI_DATA = 0x42, 0x44, 0x4c


class Device:
    """A device as its driver sees it."""

    def __init__(self, machine, i=0):
        self.qtest = machine.qtest
        self.slot = FIRST_SLOT + i
        self.registers = self.config(PCI_BAR0) & ~0xf
        self.memory = self.config(PCI_BAR2) & ~0xf | self.config(PCI_BAR2 + 4) << 32

    def config(self, offset, size=4):
        return self.qtest.config(self.slot, offset, size)

    def set_config(self, offset, value, size=4):
        self.qtest.set_config(self.slot, offset, value, size)

    def enable(self):
        """Memory and bus master in the command register, and the device itself."""
        self.set_config(PCI_COMMAND, self.config(PCI_COMMAND, 2) | 6, 2)
        self.set(CONTROL, 1)

    def get(self, register):
        return self.qtest.read(8 if register in WIDE else 4, self.registers + register)

    def set(self, register, value):
        self.qtest.write(8 if register in WIDE else 4, self.registers + register, value)

    def start(self, command, rate=0, iova=FREE_RAM, offset=0, length=0, pattern=0):
        self.set(IOVA, iova)
        self.set(OFFSET, offset)
        self.set(LENGTH, length)
        self.set(PATTERN, pattern)
        self.set(RATE, rate)
        self.set(COMMAND, command)

    def wait(self):
        """Waits for the end of a command; the status."""
        wait_for(lambda: not self.get(STATUS) & BUSY)
        return self.get(STATUS)

    def checksum(self):
        self.start(SUM, length=self.get(MEMORY_SIZE))
        self.wait()
        return self.get(CHECKSUM)

    def read_memory(self):
        return self.qtest.read_bytes(self.memory, self.get(MEMORY_SIZE))


def fnv(data):
    total = 0xcbf29ce484222325
    for byte in data:
        total = (total ^ byte) * 0x100000001b3 & (1 << 64) - 1
    return total


def pattern(seed, size, start=0):
    """What the commands 4 and 5 write, from byte @start on, a multiple of 8."""
    return b"".join((seed + at & (1 << 64) - 1).to_bytes(8, "little")
                    for at in range(start, start + size, 8))
