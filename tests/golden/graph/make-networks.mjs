// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: The Likeness authors
// What the networks answer when their own packages run them:
//   node make-networks.mjs FOLDER-OF-FACE-API FOLDER-OF-HUMAN
// in this folder, after make-inputs.py. The folders are the unpacked packages
// @vladmandic/face-api 1.7.15 and @vladmandic/human 3.3.6. Everything runs on
// TF.js's own CPU backend, as bundled in face-api.
import fs from 'node:fs';
import path from 'node:path';

// The bundle is made for browsers: it must not find node while it loads.
const node = globalThis.process;
const [faces, human] = node.argv.slice(2).map((p) => path.resolve(p));
globalThis.window = globalThis;
globalThis.document = {};
globalThis.process = undefined;
const faceapi = await import(path.join(faces, 'dist/face-api.esm.js'));
globalThis.process = node;
faceapi.env.initialize();
const { tf } = faceapi;
await tf.setBackend('cpu');
await tf.ready();

function readNpy(file) {
  const bytes = fs.readFileSync(file);
  const start = 10 + bytes.readUInt16LE(8);
  const shape = bytes.toString('latin1', 10, start).match(/'shape': \(([^)]*)\)/)[1]
    .split(',').filter((s) => s.trim()).map(Number);
  return tf.tensor(Float32Array.from(bytes.subarray(start)), shape);
}

function writeNpy(file, tensor) {
  const data = tensor.dataSync();
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tensor.shape.join(', ')},), }`;
  const head = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${header.padEnd(117)}\n`, 'latin1');
  fs.writeFileSync(file, Buffer.concat([head, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]));
}

function weights(net, name) {
  const at = path.join(faces, 'model', name);
  const manifest = JSON.parse(fs.readFileSync(`${at}-weights_manifest.json`));
  const bin = fs.readFileSync(`${at}.bin`);
  const map = tf.io.decodeWeights(bin.buffer.slice(bin.byteOffset, bin.byteOffset + bin.length), manifest[0].weights);
  net.loadFromWeightMap(map);
}

const items = (batch) => tf.split(batch, batch.shape[0]);
const each = (batch, f) => tf.concat(items(batch).map(f));

// The networks of face-api. forwardInput takes a tensor as it is: 0..255.
const batch = readNpy('faces.npy');
const expression = new faceapi.FaceExpressionNet();
weights(expression, 'face_expression_model');
const input = (t) => new faceapi.NetInput([t.squeeze([0])]);
writeNpy('expression-logits.npy', each(batch, (t) => expression.runNet(input(t))));
writeNpy('expression.npy', each(batch, (t) => tf.softmax(expression.runNet(input(t)))));

const landmarks = new faceapi.FaceLandmark68Net();
weights(landmarks, 'face_landmark_68_model');
writeNpy('landmarks.npy', each(batch, (t) => landmarks.runNet(input(t))));

const detector = new faceapi.TinyFaceDetector();
weights(detector, 'tiny_face_detector_model');
const scene = readNpy('scene.npy');
const large = tf.image.resizeNearestNeighbor(scene, [416, 416]);
writeNpy('detector.npy', await detector.forwardInput(new faceapi.NetInput([large]), 416));

// The emotion network of human, a TF.js graph model, through TF.js's own
// executor.
const at = path.join(human, 'models', 'emotion');
const model = JSON.parse(fs.readFileSync(`${at}.json`));
const bin = fs.readFileSync(`${at}.bin`);
const emotion = await tf.loadGraphModel({ load: async () => ({
  modelTopology: model.modelTopology,
  weightSpecs: model.weightsManifest[0].weights,
  weightData: bin.buffer.slice(bin.byteOffset, bin.byteOffset + bin.length),
  format: model.format,
}) });
const small = readNpy('small.npy').div(255);
const [r, g, b] = tf.split(small, 3, 3);
const grey = r.mul(0.2989).add(g.mul(0.587)).add(b.mul(0.114)).sub(0.5).mul(2);
writeNpy('xception.npy', emotion.execute(grey));
