// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: The Likeness authors
// What the npm package @vladmandic/face-api 1.7.15 itself finds in photographs:
//
//   node faceapi.mjs [--more] PACKAGE OUT PHOTOGRAPH...
//
// PACKAGE is the folder of the unpacked package, OUT an existing folder, a
// photograph a PNG or binary PPM. tests/golden/parity/README.md describes what
// is written.
import fs from 'node:fs';
import path from 'node:path';
import { composed, readPicture, writePng } from './pictures.mjs';

const args = process.argv.slice(2);
const more = args[0] === '--more';
const [folder, out, ...photographs] = args.slice(more ? 1 : 0);
const FACES = 3; // of each photograph that crops are made of

// The bundle is made for browsers: it must not find node while it loads.
async function load() {
  const node = globalThis.process;
  globalThis.window = globalThis;
  globalThis.document = {};
  globalThis.process = undefined;
  const api = await import(path.resolve(folder, 'dist/face-api.esm.js'));
  globalThis.process = node;
  api.env.initialize();
  await api.tf.setBackend('cpu');
  await api.tf.ready();
  return api;
}

const faceapi = await load();
const { nets, tf } = faceapi;

function loadWeights(net, name) {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, `model/${name}-weights_manifest.json`)));
  const bytes = fs.readFileSync(path.join(folder, `model/${name}.bin`));
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  net.loadFromWeightMap(tf.io.decodeWeights(buffer, manifest.flatMap((group) => group.weights)));
}

loadWeights(nets.tinyFaceDetector, 'tiny_face_detector_model');
loadWeights(nets.faceLandmark68Net, 'face_landmark_68_model');
loadWeights(nets.faceExpressionNet, 'face_expression_model');

const CLASSES = ['neutral', 'happy', 'sad', 'angry', 'fearful', 'disgusted', 'surprised'];
const inOrder = (expressions) => CLASSES.map((name) => expressions[name]);
const pairs = (landmarks) => landmarks.positions.map(({ x, y }) => [x, y]);
const toTensor = ({ width, height, data }) => tf.tensor3d(Float32Array.from(data), [height, width, 3]);

function writeNpy(file, shape, data) {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const head = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${header.padEnd(117)}\n`, 'latin1');
  fs.writeFileSync(file, Buffer.concat([head, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]));
}

// What the two networks of the detector give before anything is made of it.
async function writeRaw(name, tensor, detections) {
  const boxes = await nets.tinyFaceDetector.forward(tensor, 416);
  writeNpy(path.join(out, `${name}-boxes.npy`), [boxes.size], await boxes.data());
  const all = new Float32Array(detections.length * 136);
  const faces = await faceapi.extractFaceTensors(tensor, detections);
  for (const [i, face] of faces.entries()) {
    const input = await faceapi.toNetInput(face);
    all.set(await nets.faceLandmark68Net.runNet(input).data(), i * 136);
  }
  writeNpy(path.join(out, `${name}-points.npy`), [all.length], all);
}

async function detect(image) {
  const tensor = toTensor(composed(image, photographs));
  const options = new faceapi.TinyFaceDetectorOptions({ scoreThreshold: image.threshold });
  const found = await faceapi.detectAllFaces(tensor, options).withFaceLandmarks().withFaceExpressions();
  if (more) await writeRaw(image.name, tensor, found.map((f) => f.detection));
  const faces = found.map(({ detection: { box, score }, landmarks, expressions }) => ({
    box: [box.x, box.y, box.width, box.height],
    score,
    landmarks: pairs(landmarks),
    probabilities: inOrder(expressions),
  }));
  return { ...image, faces };
}

async function takeWhole(image) {
  const picture = composed(image, photographs);
  const tensor = toTensor(picture);
  writePng(path.join(out, `${image.name}.png`), picture);
  const landmarks = await nets.faceLandmark68Net.detectLandmarks(tensor);
  const expressions = await nets.faceExpressionNet.predictExpressions(tensor);
  return { ...image, landmarks: pairs(landmarks), probabilities: inOrder(expressions) };
}

// ---- Which pictures ---------------------------------------------------------

const whole = ({ width, height }) => [{ x: 0, y: 0, from: [0, 0, width, height] }];

// A face by its landmarks with some room, as it is and with parts painted over,
// so that the networks are less sure of it.
function cropsOf(name, file, { width, height }, face, number) {
  const xs = face.landmarks.map(([x]) => x);
  const ys = face.landmarks.map(([, y]) => y);
  const x = Math.max(Math.floor(Math.min(...xs) - 9), 0);
  const y = Math.max(Math.floor(Math.min(...ys) - 16), 0);
  const w = Math.min(Math.ceil(Math.max(...xs) + 10), width) - x;
  const h = Math.min(Math.ceil(Math.max(...ys) + 5), height) - y;
  const part = (left, top, right, bottom, colour) => ({
    x: Math.floor(left * w),
    y: Math.floor(top * h),
    w: Math.floor((right - left) * w),
    h: Math.floor((bottom - top) * h),
    colour,
  });
  const skin = [186, 140, 120];
  const variants = {
    plain: [],
    lower: [part(0, 0.55, 1, 1, skin)],
    half: [part(0, 0, 0.5, 1, skin), part(0.5, 0.6, 0.9, 0.9, [90, 60, 50])],
    grey: [part(0.1, 0.65, 0.9, 0.95, [128, 128, 128]), part(0.1, 0.15, 0.9, 0.35, [128, 128, 128])],
  };
  return Object.entries(variants).map(([variant, painted]) => ({
    name: `${name}-${number}-${variant}`, file, width: w, height: h,
    parts: [{ x: 0, y: 0, from: [x, y, w, h] }], paint: painted,
  }));
}

// Pictures that put the decoding to the test: a face that reaches over the edge,
// several faces, boxes of low scores in each other's way.
function harder(name, file, picture, face) {
  const [x, y, w, h] = face.box.map(Math.floor);
  const near = [x - 40, y - 40, w + 81, h + 95];
  const right = picture.width - (x + 25);
  return [
    { name: `${name}-edge`, file, threshold: 0.5, width: right, height: picture.height - 30,
      parts: [{ x: 0, y: 0, from: [x + 25, 30, right, picture.height - 30] }], paint: [] },
    { name: `${name}-three`, file, threshold: 0.5, width: 613, height: 347,
      parts: [[5, 9], [210, 131], [409, 20]].map(([left, top]) => ({ x: left, y: top, from: near })),
      paint: [] },
    { name: `${name}-low`, file, threshold: 0.01, width: picture.width, height: picture.height,
      parts: whole(picture), paint: [] },
  ];
}

const images = [];
const crops = [];
for (const photograph of photographs) {
  const picture = readPicture(photograph);
  const file = path.basename(photograph);
  const name = path.parse(photograph).name;
  const first = await detect({ name, file, threshold: 0.5, width: picture.width, height: picture.height,
    parts: whole(picture), paint: [] });
  images.push(first);
  if (more) for (const image of harder(name, file, picture, first.faces[0])) images.push(await detect(image));
  for (const [i, face] of first.faces.slice(0, FACES).entries()) {
    for (const crop of cropsOf(name, file, picture, face, i)) crops.push(await takeWhole(crop));
  }
}

// ---- The results ------------------------------------------------------------

const rounded = (key, value) => (typeof value === 'number' ? Number(value.toPrecision(10)) : value);
fs.writeFileSync(path.join(out, 'expected.json'), `${JSON.stringify({ images, crops }, rounded)}\n`);

// Tables as our `detect` and `predict` print them, faces numbered from 1.
const points = Array.from({ length: 68 }, (_, i) => `x${i + 1},y${i + 1}`).join(',');
const detected = (picture, i, box, score, landmarks) => [`${picture.name}.png`, i, ...box, score, ...landmarks.flat()].join(',');
const lines = (file, rows) => fs.writeFileSync(path.join(out, file), `${rows.join('\n')}\n`);
lines('faces.csv', [`file,face,x,y,w,h,score,${points}`, ...images.flatMap((image) => image.faces.map(
  (f, i) => detected(image, i + 1, f.box, f.score, f.landmarks)))]);
lines('landmarks.csv', [`file,face,x,y,w,h,score,${points}`, ...crops.map(
  (crop) => detected(crop, 1, [0, 0, crop.width, crop.height], 1, crop.landmarks))]);
lines('probabilities.csv', ['file,face,class,probability', ...crops.flatMap((crop) => CLASSES.map(
  (name, i) => `${crop.name}.png,1,${name},${crop.probabilities[i]}`))]);
