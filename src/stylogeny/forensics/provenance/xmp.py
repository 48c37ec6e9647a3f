"""XMP in a PNG or JPEG, for programs that read no C2PA: put beside the picture, which is not encoded anew.

PNG keeps it as international text under ``XML:com.adobe.xmp``, JPEG in an APP1 segment (XMP specification, part 3).
"""

from __future__ import annotations

import re
import struct
import zlib
from xml.sax.saxutils import escape, quoteattr

from .genealogy import SOURCES, Genealogy

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"XML:com.adobe.xmp"
NAMESPACE = b"http://ns.adobe.com/xap/1.0/\x00"
LONGEST = 60_000  # bytes, of the 65,535 of a JPEG segment
MOST = 24  # parents that are named
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def packet(genealogy: Genealogy) -> str:
    """What a picture's genealogy says, as an XMP packet."""
    g = genealogy
    plain = {
        "xmp:CreatorTool": g.software,
        "Iptc4xmpExt:DigitalSourceType": SOURCES + g.source_type if g.source_type else "",
        "stylogeny:generator": g.generator,
        "stylogeny:seed": "" if g.seed is None else str(g.seed),
        "stylogeny:year": "" if g.year is None else f"{g.year:g}",
        "stylogeny:interval": "" if g.interval is None else f"{g.interval[0]:g} {g.interval[1]:g}",
    }
    facts = "".join(f"\n   {name}={quoteattr(value)}" for name, value in plain.items() if value)
    parents = "".join(
        f"<rdf:li>{escape(f'{p.share:.4f} {p.name}')}</rdf:li>"
        for p in sorted(g.parents, key=lambda p: -p.share)[:MOST]
    )
    listed = f"\n  <stylogeny:parents><rdf:Seq>{parents}</rdf:Seq></stylogeny:parents>" if parents else ""
    title = f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(g.title)}</rdf:li></rdf:Alt></dc:title>'
    said = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        ' <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        f' xmlns:stylogeny="urn:stylogeny:genealogy:1"{facts}>\n'
        f'  {title}{listed}\n </rdf:Description>\n</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )
    return _NOT_XML.sub(" ", said)


def with_xmp(data: bytes, said: str) -> bytes:
    """A PNG or JPEG with this packet in the place of whatever XMP it had; other files as they are."""
    body = said.encode("utf-8")
    if data.startswith(SIGNATURE):
        return _in_png(data, body)
    if data.startswith(b"\xff\xd8") and len(body) <= LONGEST:
        return _in_jpeg(data, body)
    return data


def _in_png(data: bytes, body: bytes) -> bytes:
    kept, at = [], len(SIGNATURE)
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        chunk = data[at : at + 12 + length]
        if not (chunk[4:8] == b"iTXt" and chunk[8:].startswith(KEYWORD + b"\x00")):
            kept.append(chunk)
        at += 12 + length
    text = b"iTXt" + KEYWORD + b"\x00\x00\x00\x00\x00" + body
    ours = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    return SIGNATURE + b"".join([*kept[:1], ours, *kept[1:]])  # after the header


def _in_jpeg(data: bytes, body: bytes) -> bytes:
    kept, at = [], 2
    first = 0  # segments after which ours goes: JFIF and EXIF come first
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        segment = data[at : at + 2 + length]
        if not (segment[1] == 0xE1 and segment[4:].startswith(NAMESPACE)):
            kept.append(segment)
            if segment[1] == 0xE0 or segment[4:].startswith(b"Exif\x00"):
                first = len(kept)
        at += 2 + length
    ours = b"\xff\xe1" + struct.pack(">H", 2 + len(NAMESPACE) + len(body)) + NAMESPACE + body
    return data[:2] + b"".join([*kept[:first], ours, *kept[first:]]) + data[at:]
