// SPDX-License-Identifier: MIT
// Views as the npm package @vladmandic/face-api 1.7.15 cuts them:
//   node make-views.mjs FOLDER-OF-THE-UNPACKED-PACKAGE
// in this folder, after make.py. Its own box code (clip, floor, align), padding
// and resizing run on image.npy and landmarks.npy.
import fs from 'node:fs';
import path from 'node:path';

// The bundle is made for browsers: it must not find node while it loads.
const node = globalThis.process;
globalThis.window = globalThis;
globalThis.document = {};
globalThis.process = undefined;
const faceapi = await import(path.resolve(node.argv[2], 'dist/face-api.esm.js'));
globalThis.process = node;
faceapi.env.initialize();
const tf = faceapi.tf;
await tf.setBackend('cpu');
await tf.ready();

function readNpy(file) {
  const bytes = fs.readFileSync(file);
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, start);
  const shape = header.match(/'shape': \(([^)]*)\)/)[1].split(',').filter((s) => s.trim()).map(Number);
  const Type = header.includes("'<f8'") ? Float64Array : Uint8Array;
  return { shape, data: new Type(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length)) };
}

function writeNpy(file, shape, data) {
  let header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  header = `${header.padEnd(117)}\n`;
  const head = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${header}`, 'latin1');
  fs.writeFileSync(file, Buffer.concat([head, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]));
}

const { shape, data } = readNpy('image.npy');
const image = tf.tensor3d(Float32Array.from(data), shape);

async function write(name, box, size, centre) {
  const [crop] = await faceapi.extractFaceTensors(image, [box]);
  const view = (await faceapi.toNetInput(crop)).toBatchTensor(size, centre);
  writeNpy(`faceapi-${name}.npy`, [size, size, 3], await view.data());
}

await write('inside', new faceapi.Rect(3.6, 2.2, 18.9, 11.4), 28, true);
await write('over-the-corner', new faceapi.Rect(-5.5, -2.25, 20.9, 25.3), 14, true);
await write('end', new faceapi.Rect(0, 0, 31, 24), 32, false);

const points = readNpy('landmarks.npy').data;
const positions = [];
for (let i = 0; i < 68; i++) positions.push(new faceapi.Point(points[2 * i], points[2 * i + 1]));
const landmarks = new faceapi.FaceLandmarks68(positions, { width: 1, height: 1 });
await write('landmarks', landmarks.align(null, { minBoxPadding: 0.2 }), 24, true);
