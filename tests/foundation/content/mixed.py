"""PDFs as offices make them: typed pages and scanned ones in one file, signed or not."""

import re
import subprocess
from datetime import UTC, datetime
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

ROOM = 4096  # bytes for the signature, as hexadecimal digits twice that


def mixed(pages, *, signed=False):
    """A PDF of these pages: a text is typed, a picture is scanned, None is blank."""
    objects = {1: _catalog(signed), 3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"}
    kids = []
    for one in pages:
        number = len(objects) + 10
        content, resources = _drawn(one, objects, number)
        objects[number + 1] = _stream(b"", content)
        objects[number] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<<%s>>>>"
            % (number + 1, resources)
        )
        kids.append(b"%d 0 R" % number)
    objects[2] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    if signed:
        objects[5] = b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Clerk)/V 6 0 R/Rect[0 0 0 0]/F 132>>"
        objects[6] = (
            b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached"
            b"/ByteRange[0 0000000000 0000000000 0000000000]/Contents<%s>>>" % (b"0" * 2 * ROOM)
        )
    written = _written(objects)
    return _signed(written) if signed else written


def _catalog(signed):
    form = b"/AcroForm<</Fields[5 0 R]/SigFlags 3>>" if signed else b""
    return b"<</Type/Catalog/Pages 2 0 R%s>>" % form


def _drawn(one, objects, number):
    if one is None:
        return b"", b""
    if isinstance(one, str):
        return b"BT /F 14 Tf 60 760 Td (%s) Tj ET" % one.encode("ascii"), b"/Font<</F 3 0 R>>"
    out = BytesIO()
    one.save(out, "JPEG", quality=70)
    said = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8" % one.size
    objects[number + 2] = _stream(said + b"/ColorSpace/DeviceGray/Filter/DCTDecode", out.getvalue())
    return b"q 595 0 0 842 0 0 cm /I Do Q", b"/XObject<</I %d 0 R>>" % (number + 2)


def _stream(said, data):
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (said, len(data), data)


def _written(objects):
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(out + trailer % (max(objects) + 1, start))


def _signed(data):
    place = re.search(rb"/Contents(<0{%d}>)" % (2 * ROOM), data)
    before, after = place.span(1)
    told = b"[0 %010d %010d %010d]" % (before, after, len(data) - after)
    data = data.replace(b"[0 0000000000 0000000000 0000000000]", told)
    signature = _signature(data[:before] + data[after:])
    digits = signature.hex().encode().ljust(2 * ROOM, b"0")
    return data[: before + 1] + digits + data[after - 1 :]


def _signature(data):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Parish clerk")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    years = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)
    made = made.not_valid_before(years[0]).not_valid_after(years[1])
    signer = pkcs7.PKCS7SignatureBuilder().set_data(data)
    signer = signer.add_signer(made.sign(key, hashes.SHA256()), key, hashes.SHA256())
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    return signer.sign(serialization.Encoding.DER, options)


def signature_holds(data, folder):
    """Whether OpenSSL finds that the signature in the PDF is of these very bytes."""
    first, before, after, length = map(
        int, re.search(rb"/ByteRange\[(\d+) (\d+) (\d+) (\d+)\]", data).groups()
    )
    digits = data[before + 1 : after - 1]
    (folder / "signature").write_bytes(bytes.fromhex(digits.decode()))
    (folder / "content").write_bytes(data[first:before] + data[after : after + length])
    command = ["openssl", "cms", "-verify", "-binary", "-noverify", "-inform", "DER"]
    command += ["-in", folder / "signature", "-content", folder / "content", "-out", "/dev/null"]
    return subprocess.run(command, capture_output=True).returncode == 0
