# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Small pictures of every kind, and what other programs read in them.

PNG: written and read by pypng, which shares no code with libpng. Its samples
are laid on black and rounded to 8 bits here, in exact arithmetic; where Pillow
keeps all bits of a kind, it must agree. JPEG: written and read by Pillow."""
import struct
from fractions import Fraction
from pathlib import Path

import numpy as np
import png
from PIL import Image, ImageOps

HERE = Path(__file__).parent
WIDTH, HEIGHT = 13, 9
rng = np.random.default_rng(1)


def folder(name):
    path = HERE / name
    path.mkdir(exist_ok=True)
    return path


def expect(name, array):
    np.save(folder("expected") / f"{name}.npy", np.ascontiguousarray(array, dtype=np.uint8))


def rounded(value, top):
    return int(Fraction(int(value) * 255, top) + Fraction(1, 2))


def composed(rows, info):
    """RGB on black from pypng's direct samples."""
    planes = info["planes"]
    top = 2 ** info["bitdepth"] - 1
    pixels = np.array([list(row) for row in rows]).reshape(info["size"][1], -1, planes)
    out = np.zeros(pixels.shape[:2] + (3,), np.uint8)
    for y, x in np.ndindex(out.shape[:2]):
        p = [int(v) for v in pixels[y, x]]
        alpha = p[-1] if info["alpha"] else top
        for c in range(3):
            v = p[0] if info["greyscale"] else p[c]
            out[y, x, c] = rounded(v * alpha, top * top)
    return out


def write_png(name, values, **options):
    options.setdefault("bitdepth", 8)
    for interlaced in (False, True):
        path = folder("png") / f"{name}{'.interlaced' if interlaced else ''}.png"
        writer = png.Writer(WIDTH, HEIGHT, interlace=interlaced, **options)
        with open(path, "wb") as f:
            writer.write(f, values.reshape(HEIGHT, -1).tolist())
        _, _, rows, info = png.Reader(filename=str(path)).asDirect()
        read = composed(list(rows), info)
        if interlaced:
            assert (read == first).all()
        first = read
        if not info["alpha"] and info["bitdepth"] <= 8:
            assert (np.array(Image.open(path).convert("RGB")) == read).all(), name
    expect(f"png-{name}", first)


def noise(planes, bits):
    return rng.integers(0, 2**bits, (HEIGHT, WIDTH, planes))


def make_png():
    for bits in (1, 2, 4, 8, 16):
        write_png(f"grey{bits}", noise(1, bits), greyscale=True, bitdepth=bits)
    for bits in (1, 2, 4, 8):
        colours = [tuple(int(v) for v in rng.integers(0, 256, 3)) for _ in range(2**bits)]
        write_png(f"palette{bits}", noise(1, bits), palette=colours, bitdepth=bits)
    colours = [tuple(int(v) for v in rng.integers(0, 256, 4)) for _ in range(16)]
    write_png("palette4-alpha", noise(1, 4), palette=colours, bitdepth=4)
    for bits in (8, 16):
        write_png(f"rgb{bits}", noise(3, bits), greyscale=False, bitdepth=bits)
        write_png(f"rgba{bits}", noise(4, bits), greyscale=False, alpha=True, bitdepth=bits)
        write_png(f"grey{bits}-alpha", noise(2, bits), greyscale=True, alpha=True, bitdepth=bits)
        grey = noise(1, bits)
        write_png(f"grey{bits}-key", grey, greyscale=True, bitdepth=bits,
                  transparent=int(grey[3, 4, 0]))
        rgb = noise(3, bits)
        write_png(f"rgb{bits}-key", rgb, greyscale=False, bitdepth=bits,
                  transparent=tuple(int(v) for v in rgb[3, 4]))


def smooth(planes):
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    waves = [127 + 120 * np.sin(x / (2 + c) + y / (3 - c / 2) + c) for c in range(planes)]
    return np.stack(waves, 2).round().astype(np.uint8)


def read_jpeg(path):
    return np.array(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))


def make_jpeg():
    to = folder("jpeg")
    rgb, inks = Image.fromarray(smooth(3)), Image.fromarray(smooth(4), "CMYK")
    Image.fromarray(smooth(1)[:, :, 0]).save(to / "grey.jpg", quality=90)
    rgb.save(to / "ycbcr444.jpg", quality=90, subsampling=0)
    rgb.save(to / "ycbcr422.jpg", quality=90, subsampling=1)
    rgb.save(to / "ycbcr420.jpg", quality=90, subsampling=2)
    rgb.save(to / "progressive.jpg", quality=90, progressive=True)
    inks.save(to / "cmyk-adobe.jpg", quality=95)
    adobe = (to / "cmyk-adobe.jpg").read_bytes()
    at = adobe.index(b"\xff\xee")
    size = struct.unpack(">H", adobe[at + 2:at + 4])[0] + 2
    (folder("refused") / "cmyk-plain.jpg").write_bytes(adobe[:at] + adobe[at + size:])
    ycck = bytearray(adobe)
    ycck[at + size - 1] = 2
    (to / "ycck-adobe.jpg").write_bytes(bytes(ycck))
    for path in sorted(to.glob("*.jpg")):
        expect(f"jpeg-{path.stem}", read_jpeg(path))


def exif(order, orientation):
    """A TIFF directory with another tag before and after the orientation."""
    entries = struct.pack(order + "HHIHH", 0x0101, 3, 1, 7, 0)
    entries += struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack(order + "HHII", 0x011A, 4, 1, 72)
    head = {"<": b"II", ">": b"MM"}[order] + struct.pack(order + "HIH", 42, 8, 3)
    return b"Exif\0\0" + head + entries + struct.pack(order + "I", 0)


def make_exif():
    to = folder("exif")
    picture = Image.fromarray(smooth(3))
    for orientation in range(1, 9):
        for name, order in (("intel", "<"), ("motorola", ">")):
            path = to / f"{name}-{orientation}.jpg"
            picture.save(path, quality=90, subsampling=0, exif=exif(order, orientation))
            upright = read_jpeg(path)
        expect(f"exif-{orientation}", upright)
    path = to / "png-6.png"
    picture.save(path, exif=exif("<", 6)[6:])
    expect("exif-png-6", read_jpeg(path))


def make_npy():
    to = folder("npy")
    values = np.arange(24).reshape(4, 6) * 5 - 3
    np.save(to / "f4.npy", values.astype("<f4"))
    np.save(to / "f8.npy", values.astype("<f8"))
    np.save(to / "u1.npy", values.astype("u1"))
    np.save(to / "i4.npy", values.astype("<i4"))
    np.save(to / "big.npy", values.astype(">f4"))
    np.save(to / "cube.npy", values.astype("<f4").reshape(2, 3, 4))
    np.save(to / "fortran.npy", np.asfortranarray(values.astype("<f4")))
    np.save(to / "empty.npy", np.zeros((0, 6), "<f4"))
    np.save(to / "nan.npy", np.where(values == 2, np.nan, values).astype("<f4"))


make_png()
make_jpeg()
make_npy()
make_exif()
