"""PDFs written by hand: characters, lines and images exactly where a test wants them, without any program."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842
_RESOURCES = "/Resources << /Font << /F 3 0 R >> /XObject << /I 7 0 R >> >>"


@dataclass(slots=True)
class Page:
    """A page of A4; distances count from the upper left corner, in points."""

    rotation: int = 0
    extra: str = ""
    _drawn: list[str] = field(default_factory=list)

    def text(
        self, left: float, baseline: float, characters: str, size: float = 12, *, angle: str = "1 0 0 1"
    ) -> "Page":
        """Print characters, full-width ones as wide as they are high and ASCII half as wide."""
        hexadecimal = characters.encode("utf-16-be").hex()
        self._drawn.append(f"BT /F {size} Tf {angle} {left} {HEIGHT - baseline} Tm <{hexadecimal}> Tj ET")
        return self

    def lines(
        self, left: float, baseline: float, lines: Sequence[str], size: float = 12, pitch: float = 20, first: float = 0
    ) -> "Page":
        """Print lines under each other, the first one set in."""
        for number, line in enumerate(lines):
            self.text(left + (0 if number else first), baseline + number * pitch, line, size)
        return self

    def rule(self, left: float, top: float, right: float, bottom: float) -> "Page":
        """Draw a straight line."""
        self._drawn.append(f"0.5 w {left} {HEIGHT - top} m {right} {HEIGHT - bottom} l S")
        return self

    def grid(self, columns: Sequence[float], rows: Sequence[float]) -> "Page":
        """Draw the lines of a table."""
        for row in rows:
            self.rule(columns[0], row, columns[-1], row)
        for column in columns:
            self.rule(column, rows[0], column, rows[-1])
        return self

    def image(self) -> "Page":
        """Cover the page with a grey image."""
        self._drawn.append(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /I Do Q")
        return self

    def content(self) -> bytes:
        """Return the page's instructions."""
        return "\n".join(self._drawn).encode()


def pdf(*pages: Page, font: str = "") -> bytes:
    """Return a PDF of these pages."""
    numbers = [10 + 2 * position for position in range(len(pages))]
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{n} 0 R' for n in numbers)}] >>".encode(),
        3: b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        b" /DescendantFonts [4 0 R] >>",
        4: b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /W [1 95 500] >>",
        5: b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        7: _stream(
            b"\x80", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
        ),
    }
    if font:
        objects[3] = font.encode()
    for number, page in zip(numbers, pages, strict=True):
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {page.rotation} {page.extra}"
            f" /Contents {number + 1} 0 R {_RESOURCES} >>"
        ).encode()
        objects[number + 1] = _stream(page.content(), "")
    return _file(objects)


def locked_pdf(password: str) -> bytes:
    """Return a PDF that opens with a password only (ISO 32000-1, 7.6.3, algorithms 2 to 4)."""
    identity, user = bytes(16), (password.encode() + _PADDING)[:32]
    owner = _rc4(hashlib.md5(user).digest()[:5], user)
    key = hashlib.md5(user + owner + (-4).to_bytes(4, "little", signed=True) + identity).digest()[:5]
    proof = _rc4(key, _PADDING)
    entries = f"/ID [<{identity.hex()}> <{identity.hex()}>] /Encrypt 8 0 R"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        8: f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{proof.hex()}> >>".encode(),
    }
    return _file(objects, entries)


_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    written, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        written.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(written)


def _stream(data: bytes, entries: str) -> bytes:
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _file(objects: dict[int, bytes], entries: str = "") -> bytes:
    written = b"%PDF-1.7\n"
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(written)
        written += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(written)
    written += b"xref\n"
    for number, place in sorted(places.items()):
        written += f"{number} 1\n{place:010} 00000 n \n".encode()
    size = max(places) + 1
    return written + f"trailer\n<< /Size {size} /Root 1 0 R {entries} >>\nstartxref\n{start}\n%%EOF\n".encode()
