// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: The Likeness authors
// Pictures of 8-bit RGB as {width, height, data}: PNG and PPM are read, PNG is
// written, with nothing but node.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

function readPpm(bytes) {
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.toString('latin1', 0, 60));
  if (!head) throw new Error('no binary PPM of 8 bits');
  const [width, height] = [Number(head[1]), Number(head[2])];
  return { width, height, data: bytes.subarray(head[0].length, head[0].length + width * height * 3) };
}

function paeth(a, b, c) {
  const p = a + b - c;
  const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}

const predictors = [
  () => 0,
  (a) => a,
  (a, b) => b,
  (a, b) => (a + b) >> 1,
  paeth,
];

function unfilter(raw, width, height) {
  const stride = width * 3;
  const data = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const predict = predictors[raw[y * (stride + 1)]];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const a = x >= 3 ? data[at - 3] : 0;
      const b = y ? data[at - stride] : 0;
      const c = x >= 3 && y ? data[at - stride - 3] : 0;
      data[at] = raw[y * (stride + 1) + 1 + x] + predict(a, b, c);
    }
  }
  return data;
}

function readPng(bytes) {
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  if (bytes[24] !== 8 || bytes[25] !== 2 || bytes[28] !== 0) throw new Error('no plain PNG of 8-bit RGB');
  const parts = [];
  for (let at = 8; at < bytes.length;) {
    const size = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(bytes.subarray(at + 8, at + 8 + size));
    at += size + 12;
  }
  return { width, height, data: unfilter(zlib.inflateSync(Buffer.concat(parts)), width, height) };
}

export function readPicture(file) {
  const bytes = fs.readFileSync(file);
  return bytes[0] === 0x50 ? readPpm(bytes) : readPng(bytes);
}

const table = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = table[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

function chunk(type, body) {
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4, 'latin1');
  body.copy(out, 8);
  out.writeUInt32BE(crc(out.subarray(4, body.length + 8)), body.length + 8);
  return out;
}

export function writePng(file, { width, height, data }) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const raw = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y++) raw.set(data.subarray(y * width * 3, (y + 1) * width * 3), y * (width * 3 + 1) + 1);
  fs.writeFileSync(file, Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head), chunk('IDAT', zlib.deflateSync(raw)), chunk('IEND', Buffer.alloc(0)),
  ]));
}

function paste(picture, from, { x, y, from: [left, top, w, h] }) {
  for (let row = 0; row < h; row++) {
    const start = ((top + row) * from.width + left) * 3;
    picture.data.set(from.data.subarray(start, start + w * 3), ((y + row) * picture.width + x) * 3);
  }
}

function paint(picture, { x, y, w, h, colour }) {
  for (let row = y; row < y + h; row++) {
    for (let column = x; column < x + w; column++) picture.data.set(colour, (row * picture.width + column) * 3);
  }
}

// The picture that a description asks for: parts of one file on black, then
// rectangles of one colour. `files` are where to find it.
export function composed(description, files) {
  const { width, height } = description;
  const from = readPicture(files.find((file) => path.basename(file) === description.file));
  const picture = { width, height, data: Buffer.alloc(width * height * 3) };
  description.parts.forEach((part) => paste(picture, from, part));
  description.paint.forEach((rectangle) => paint(picture, rectangle));
  return picture;
}
