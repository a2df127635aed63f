from __future__ import annotations

import json
import os
import subprocess
import sys
import tracemalloc

import pytest
from typer.testing import CliRunner

from copark.protocols.hj212 import crc
from copark.site.commands import decode
from tests.protocols.hj212.specimens import SPECIMENS, encrypted_frames, specimens_of

FRAMES = SPECIMENS / "frames.txt"
GOOD = (
    b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;"
    b"Flag=5;CP=&&RtdInterval=30&&1C80"
)
KEYS = ["ok", "error", "version", "crc", "qn", "st", "cn", "pw", "mn", "flag", "pnum", "pno", "rf"]
KEYS += ["readings", "extra"]


def run(*arguments: str, stdin: bytes = b""):
    result = CliRunner().invoke(decode.app, ["hj212", *arguments], input=stdin)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def framed(segment: bytes) -> bytes:
    return b"##%04d" % len(segment) + segment + crc.written(segment)


def test_strict_refuses_what_is_not_right_by_annex_a_and_decodes_the_rest():
    samples = specimens_of(FRAMES)

    code, lines = run(str(FRAMES))

    assert code == 1
    assert [line["crc"] for line in lines] == [sample.check for sample in samples]
    assert [line["ok"] for line in lines] == [sample.check == "annex-a" for sample in samples]
    assert {line["error"]["code"] for line in lines if not line["ok"]} == {"hj212.crc"}
    assert all(list(line) == KEYS for line in lines)
    assert all(line["mn"] and line["cn"] for line in lines)


def test_any_accepts_and_marks():
    samples = specimens_of(FRAMES)

    code, lines = run(str(FRAMES), "--crc", "any")

    assert code == 0
    assert all(line["ok"] for line in lines)
    assert [line["crc"] for line in lines] == [sample.check for sample in samples]


def test_all_sample_frames_fare_as_their_comments_say(shared):
    strict, lines = run(str(shared / "hj212_samples.txt"))
    lenient, others = run(str(shared / "hj212_samples.txt"), "--crc", "any")

    assert (strict, len(lines), sum(not line["ok"] for line in lines)) == (1, 51, 14)
    assert (lenient, len(others), sum(not line["ok"] for line in others)) == (0, 51, 0)


def test_named_variants_are_accepted_under_strict():
    code, lines = run(str(FRAMES), "--variants", "modbus, modbus-swapped,swapped")

    assert code == 1
    assert {line["crc"] for line in lines if not line["ok"]} == {"bad"}


def test_a_reading_is_told_in_full_and_its_number_as_it_was_sent():
    raw = framed(
        b"ST=31;CN=2051;PW=1;MN=M1;Flag=8;RF=1;"
        b"CP=&&DataTime=20240520210600;a1-Avg=26.00,a1-Min=007,a1-Max=x,a1-Flag=n;a2-Rtd=1e999;PolId=9&&"
    )

    result = CliRunner().invoke(decode.app, ["hj212"], input=raw + b"\n")
    line = json.loads(result.stdout)

    at = "2024-05-20T21:06:00+08:00"
    assert '"value": 26.00' in result.stdout
    assert line["readings"] == [
        {"factor": "a1", "field": "Avg", "value": 26.0, "flag": "N", "at": at},
        {"factor": "a1", "field": "Min", "value": 7.0, "flag": "N", "at": at},
        {"factor": "a1", "field": "Max", "value": None, "flag": "N", "at": at, "text": "x"},
        {"factor": "a2", "field": "Rtd", "value": None, "flag": None, "at": at, "text": "1e999"},
    ]
    assert line["extra"] == {"DataTime": "20240520210600", "PolId": "9"}
    assert line["rf"] is True


def test_a_wrong_declared_length_with_a_right_check_is_accepted_and_told():
    wrong = b"##0099" + GOOD[6:]

    code, lines = run(stdin=wrong + b"\r\n")

    assert code == 0
    assert lines[0]["extra"]["declared_length"] == 99
    assert lines[0]["extra"]["actual_length"] == 101


def test_glued_frames_noise_comments_and_a_frame_without_line_end_come_in_order():
    stream = b"# a remark\nhello\n" + GOOD + GOOD + b"\r\n\r\n#\n# ##0001\n" + GOOD

    code, lines = run("-", stdin=stream)

    assert code == 1
    assert [line["ok"] for line in lines] == [False, True, True, True]
    assert lines[0]["error"]["code"] == "hj212.frame.start"
    assert "(hello)" in lines[0]["error"]["message"]


def test_encrypted_frames_need_the_key():
    stream = b"\n".join(encrypted_frames())

    refused, locked = run(stdin=stream)
    accepted, plain = run("--key", "30" * 16, stdin=stream)

    assert (refused, {line["error"]["code"] for line in locked}) == (1, {"hj212.key.missing"})
    assert locked[0]["mn"] == "010000A8900016F000169DC0"
    assert (accepted, [len(line["readings"]) for line in plain]) == (0, [9, 6])


@pytest.mark.parametrize(
    "arguments",
    [["/nowhere/frames.txt"], ["-", "--variants", "crc32"], ["-", "--key", "zz"], ["--crc", "no"]],
)
def test_wrong_arguments_get_one_line_and_exit_code_2(arguments):
    command = [sys.executable, "-m", "copark.site.cli", "decode", "hj212", *arguments]

    result = subprocess.run(command, capture_output=True, input=b"", check=False)

    assert result.returncode == 2
    assert result.stdout == b""
    assert b"Traceback" not in result.stderr
    assert result.stderr.strip()


def test_a_closed_pipe_ends_the_command_without_a_trace():
    reading, writing = os.pipe()
    command = [sys.executable, "-m", "copark.site.cli", "decode", "hj212"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=writing, stderr=subprocess.PIPE
    )
    os.close(writing)
    os.close(reading)

    _, errors = process.communicate((GOOD + b"\n") * 2000)

    assert process.returncode == decode.PIPE_CLOSED
    assert errors == b"copark: the output was closed before all frames were written\n"


def test_decoding_starts_without_django():
    code = "import sys, copark.site.commands.decode; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_large_file_is_read_in_bounded_memory(tmp_path):
    path = tmp_path / "large.txt"
    path.write_bytes((GOOD + b"\r\n") * 10_000 + b"x" * 5_000_000 + b"\n# " + b"y" * 3_000_000)
    tracemalloc.start()

    class Counted:
        lines = 0

        def write(self, line: bytes) -> None:
            self.lines += 1

        def flush(self) -> None: ...

    target = Counted()
    with path.open("rb") as source:
        refused = decode._decode_all(source, target, decode.Options(None, None))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert target.lines - refused == 10_000
    assert refused == 5_000_000 // 4096 + 1
    assert peak < 2_000_000
