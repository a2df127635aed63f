"""
The encrypted data part of HJ 212-2025 (6.4 and Annex A.2).

SM4 in ECB mode, no padding: whole blocks of 16 bytes are encrypted and written as
``{0xE4,0x3E,...}``; what is left, shorter than a block, follows in plain text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.protocols.hj212.errors import Fault, Malformed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import ECB

BLOCK = 16  #: SM4 block and key. [byte]


def is_encrypted(cp: bytes) -> bool:
    """
    Tell whether a data part is written as encrypted text.

    Examples
    --------
    >>> is_encrypted(b"{0xE4,0x3E}g=N"), is_encrypted(b"DataTime=20240520210600")
    (True, False)
    """
    return cp[:3].lower() == b"{0x"


def encrypt(plain: bytes, key: bytes) -> bytes:
    """
    Return the encrypted text of a data part.

    Parameters
    ----------
    plain
        What stands between ``CP=&&`` and ``&&``.
    key
        Sixteen bytes.

    Raises
    ------
    Malformed
        ``hj212.key.length``.

    Examples
    --------
    >>> text = encrypt(b"DataTime=20240520210600", b"0" * 16)
    >>> text[:11], text[-8:]
    (b'{0xE4,0x3E,', b'}0210600')

    References
    ----------
    .. [1] HJ 212-2025, 6.4.2 and Annex A.2; see ``docs/sources``.
    """
    whole = len(plain) & -BLOCK
    if not whole:
        return plain
    encryptor = _cipher(key).encryptor()
    sealed = encryptor.update(plain[:whole]) + encryptor.finalize()
    return b"{" + b",".join(b"0x%02X" % byte for byte in sealed) + b"}" + plain[whole:]


def decrypt(text: bytes, key: bytes) -> bytes:
    """
    Return the plain data part of an encrypted text.

    Raises
    ------
    Malformed
        ``hj212.cipher`` when the text is no list of whole blocks, ``hj212.key.length``.

    Examples
    --------
    >>> decrypt(encrypt(b"DataTime=20240520210600", b"0" * 16), b"0" * 16)
    b'DataTime=20240520210600'
    """
    listed, brace, tail = text.partition(b"}")
    try:
        digits = listed[1:].decode("ascii").lower().replace("0x", "")
        sealed = bytes.fromhex(digits.replace(",", " "))
    except ValueError:
        raise Malformed(Fault.CIPHER) from None
    if not brace or len(sealed) % BLOCK:
        raise Malformed(Fault.CIPHER)
    decryptor = _cipher(key).decryptor()
    return decryptor.update(sealed) + decryptor.finalize() + tail


def _cipher(key: bytes) -> Cipher[ECB]:
    # Few frames are encrypted; the others should not wait for the library to load.
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415

    if len(key) != BLOCK:
        raise Malformed(Fault.KEY_LENGTH, f"{len(key)} given")
    return Cipher(algorithms.SM4(key), modes.ECB())  # noqa: S305 - the standard prescribes ECB
