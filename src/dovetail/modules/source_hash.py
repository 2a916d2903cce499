"""The hash of a source file in hash-based bytecode (PEP 552): `_imp.source_hash` of the given version."""

from __future__ import annotations

_FEWER_ROUNDS = (3, 11)
"""bpo-29410: SipHash-1-3 instead of SipHash-2-4. The key is the magic number of the bytecode."""
_WORD = 0xFFFF_FFFF_FFFF_FFFF
_SIZE = 8


def source_hash(magic: bytes, source: bytes, version: tuple[int, int]) -> bytes:
    """Return the eight bytes that hash-based bytecode with this magic number has for ``source``.

    SipHash as Aumasson and Bernstein describe it ("SipHash: a fast short-input PRF", 2012), with the magic
    number as the first half of the key and zero as the second.
    """
    each, last = (1, 3) if version >= _FEWER_ROUNDS else (2, 4)
    key = int.from_bytes(magic, "little")
    state = [key ^ 0x736F6D6570736575, 0x646F72616E646F6D, key ^ 0x6C7967656E657261, 0x7465646279746573]
    whole = len(source) - len(source) % _SIZE
    end = source[whole:].ljust(_SIZE - 1, b"\0") + bytes([len(source) & 0xFF])
    for place in range(0, whole + _SIZE, _SIZE):
        word = int.from_bytes(source[place : place + _SIZE] if place < whole else end, "little")
        state[3] ^= word
        _mix(state, each)
        state[0] ^= word
    state[2] ^= 0xFF
    _mix(state, last)
    return (state[0] ^ state[1] ^ state[2] ^ state[3]).to_bytes(_SIZE, "little")


def _mix(state: list[int], rounds: int) -> None:
    a, b, c, d = state
    for _ in range(rounds):
        a, c = (a + b) & _WORD, (c + d) & _WORD
        b, d = _turned(b, 13) ^ a, _turned(d, 16) ^ c
        a, c = (_turned(a, 32) + d) & _WORD, (c + b) & _WORD
        b, d = _turned(b, 17) ^ c, _turned(d, 21) ^ a
        c = _turned(c, 32)
    state[:] = a, b, c, d


def _turned(word: int, by: int) -> int:
    return (word << by | word >> (64 - by)) & _WORD
