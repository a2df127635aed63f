"""Why a frame is refused: stable codes, each with its sentence."""

from __future__ import annotations

from enum import StrEnum

from copark.kernel.errors import Refused


class Fault(StrEnum):
    """What can be wrong with a frame; a code is never renamed."""

    FRAME_START = "hj212.frame.start"
    LENGTH = "hj212.length"
    CRC = "hj212.crc"
    MN_MISSING = "hj212.mn.missing"
    CN_MISSING = "hj212.cn.missing"
    CP_MISSING = "hj212.cp.missing"
    CP_OPEN = "hj212.cp.open"
    QN_INVALID = "hj212.qn.invalid"
    KEY_MISSING = "hj212.key.missing"
    KEY_LENGTH = "hj212.key.length"
    CIPHER = "hj212.cipher"
    TOO_LONG = "hj212.encode.long"
    CHARACTER = "hj212.encode.character"


SENTENCES = {
    Fault.FRAME_START: "These bytes are no frame: a frame begins with ## and four digits.",
    Fault.LENGTH: "The frame is shorter than its header and check field.",
    Fault.CRC: "The check field does not match the data segment.",
    Fault.MN_MISSING: "The frame names no station: the field MN is missing.",
    Fault.CN_MISSING: "The frame names no command: the field CN is missing.",
    Fault.CP_MISSING: "The frame has no data part: CP=&& is missing.",
    Fault.CP_OPEN: "The data part is cut off: its closing && is missing.",
    Fault.QN_INVALID: "The request number QN is not a number of 10 to 20 digits.",
    Fault.KEY_MISSING: "The data part is encrypted and no key is known for the station.",
    Fault.KEY_LENGTH: "An SM4 key has 16 bytes.",
    Fault.CIPHER: "The encrypted data part cannot be read: it is no list of bytes in braces.",
    Fault.TOO_LONG: "The data segment is longer than 9,999 characters and cannot be framed.",
    Fault.CHARACTER: "A name or value holds a character that separates fields.",
}
"""Code to sentence."""


class Malformed(Refused):
    """
    A frame that cannot be understood, or a message that cannot be written.

    Parameters
    ----------
    code
        What is wrong.
    detail
        What stood there, where that helps; appended to the sentence.

    Examples
    --------
    >>> Malformed(Fault.MN_MISSING).message
    'The frame names no station: the field MN is missing.'
    """

    def __init__(self, code: Fault, detail: str = "") -> None:
        sentence = SENTENCES[code]
        super().__init__(
            code.value, f"{sentence} ({detail})" if detail else sentence, detail=detail
        )
