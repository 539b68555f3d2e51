#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""What explanations.py measures Likeness against, a process for each measurement:
LIME as its users write it (scikit-image's SLIC, PyTorch, scikit-learn's Ridge) and
the loop of Captum's Occlusion. Prints one object of JSON.

    peer.py picture PHOTOGRAPH NETWORK FILE       a face, as large as the network's view
    peer.py weights NETWORK PICTURE FILE          untrained weights
    peer.py lime|occlusion NETWORK WEIGHTS PICTURE HOW SAMPLES THREADS [CHOICE]
    peer.py same NETWORK WEIGHTS PICTURE STEM     is it the same network?
    peer.py compare STEM STEM                     scores and heatmaps of two paths
    peer.py versions

HOW is `eager`, or `frozen` for torch.jit.freeze and optimize_for_inference. CHOICE
is what an earlier run found best, `BATCH LAYOUT`; without one a pilot finds it.
SAMPLES of occlusion are its first windows.
"""
import json
import re
import sys
import time

import numpy

PILOT = 50
WINDOW, STRIDE = 16, 8


def read_picture(path):
    import skimage.io
    return skimage.io.imread(path)[..., :3]


def make_picture(photograph, name, path):
    """The face of the photograph of an astronaut; scikit-image has the same one."""
    import skimage.io
    import skimage.transform
    from peer_networks import size_of
    size, face = size_of(name), read_picture(photograph)[16:240, 112:336]
    small = skimage.transform.resize(face, (size, size), anti_aliasing=size < 224)
    skimage.io.imsave(path, (small * 255).round().astype("u1"), check_contrast=False)


# ---- Scoring ------------------------------------------------------------------------


class Scorer:
    """Bytes to probabilities, in batches of one size and one layout."""

    def __init__(self, name, network, how, choice):
        import peer_networks
        import torch
        batch, layout = choice.split()
        self.batch, self.network, self.seconds = int(batch), network, 0.
        self.normalise = lambda pixels: peer_networks.normalise(name, pixels).contiguous(
            memory_format=getattr(torch, layout))
        size = peer_networks.size_of(name)
        pixels = numpy.random.RandomState(1).randint(0, 256, (self.batch, size, size, 3), "u1")
        noise = self.normalise(pixels)
        if how == "frozen":
            self.network = peer_networks.frozen(network, noise)
        else:
            network(noise)

    def tensor(self, x):
        start = time.perf_counter()
        scores = self.network(x)
        self.seconds += time.perf_counter() - start
        return scores

    def __call__(self, pixels):
        return self.tensor(self.normalise(pixels)).numpy()


def choices_of(task, how):
    batches = (10, 50) if (task, how) == ("lime", "eager") else (1, 10, 50)
    layouts = ["contiguous_format"] + ["channels_last"] * (how == "frozen")
    return [f"{b} {layout}" for b in batches for layout in layouts]


# ---- LIME ---------------------------------------------------------------------------


def draw(segments, samples):
    z = numpy.random.RandomState(1).randint(0, 2, (samples, segments.max() + 1))
    z[0] = 1
    return z


def score_samples(scorer, picture, segments, z):
    """Hidden segments are black, as in the study."""
    scores = []
    for i in range(0, len(z), scorer.batch):
        shown = z[i : i + scorer.batch, segments]
        scores.append(scorer(numpy.where(shown[..., None], picture, 0).astype("u1")))
    return numpy.concatenate(scores)


def lime(scorer, picture, samples):
    from skimage.segmentation import slic
    from sklearn.linear_model import Ridge
    from sklearn.metrics import pairwise_distances
    segments = slic(picture, n_segments=30, compactness=20, start_label=0)
    z = draw(segments, samples)
    scores = score_samples(scorer, picture, segments, z)
    distances = pairwise_distances(z, z[:1], metric="cosine").ravel()
    weights = numpy.sqrt(numpy.exp(-(distances ** 2) / .25 ** 2))
    model = Ridge(alpha=1, fit_intercept=True)
    model.fit(z, scores[:, scores[0].argmax()], sample_weight=weights)
    return model.coef_[segments]


# ---- Occlusion ------------------------------------------------------------------------


def windows_of(size):
    return -(-(size - WINDOW) // STRIDE) + 1


def window_mask(index, like):
    import torch
    mask, across = torch.zeros_like(like), windows_of(like.shape[3])
    y, x = index // across * STRIDE, index % across * STRIDE
    mask[..., y : y + WINDOW, x : x + WINDOW] = 1
    return mask


def occlusion(scorer, picture, samples):
    """A pixel has the mean drop over the windows that hide it. One pass is of the
    whole picture, the others of as many windows as the batch holds."""
    import torch
    x = scorer.normalise(picture[None])
    whole = scorer.tensor(x)
    target, total, cover = int(whole.argmax()), torch.zeros_like(x), torch.zeros_like(x)
    for i in range(0, samples, scorer.batch):
        mask = torch.cat([window_mask(k, x) for k in range(i, min(i + scorer.batch, samples))])
        drop = whole[:, target] - scorer.tensor(x * (1 - mask))[:, target]
        total += (drop.view(-1, 1, 1, 1) * mask).sum(0, keepdim=True)
        cover += mask.sum(0, keepdim=True)
    return total / cover


# ---- Measuring --------------------------------------------------------------------------


def peak_megabytes():
    with open("/proc/self/status") as f:
        return int(re.search(r"VmHWM:\s+(\d+)", f.read())[1]) / 1024


def measure(task, name, weights, picture, how, samples, threads, choice=None):
    import torch
    import peer_networks
    torch.set_num_threads(threads)
    picture, explain = read_picture(picture), {"lime": lime, "occlusion": occlusion}[task]
    network, pilot, start = peer_networks.Network(name, weights, how), {}, time.perf_counter()
    with torch.no_grad():
        for c in choices_of(task, how) if choice is None else ():
            scorer = Scorer(name, network, how, c)
            explain(scorer, picture, min(PILOT, samples))
            pilot[c] = scorer.seconds
        spent = time.perf_counter() - start
        choice = choice or min(pilot, key=pilot.get)
        scorer = Scorer(name, network, how, choice)
        start, scorer.seconds = time.perf_counter(), 0.
        explain(scorer, picture, samples)
        seconds = time.perf_counter() - start
    return {"seconds": seconds, "forward": scorer.seconds, "samples": samples,
            "peak_mb": peak_megabytes(), "choice": choice, "pilot": pilot, "pilot_seconds": spent}


# ---- Equality -----------------------------------------------------------------------------


def heatmap(stem):
    import glob
    kept = ("coefficients", "intercepts", "scores", "segments", "weights", "z")
    found = [p for p in glob.glob(glob.escape(stem) + "-*.npy")
             if not p.endswith(tuple(f"-{k}.npy" for k in kept))]
    return numpy.load(found[0])


def compare(one, other):
    from scipy.stats import spearmanr
    a, b = (numpy.load(stem + "-scores.npy") for stem in (one, other))
    ranks = spearmanr(heatmap(one).ravel(), heatmap(other).ravel())[0]
    return {"difference": float(abs(a - b).max()), "spread": float(a.std(0).max()),
            "ranks": float(ranks)}


def same(name, weights, picture, stem):
    """The largest difference between PyTorch's scores and those at `stem`."""
    import torch
    import peer_networks
    segments, z, ours = (numpy.load(f"{stem}-{k}.npy") for k in ("segments", "z", "scores"))
    network = peer_networks.Network(name, weights, "eager")
    with torch.no_grad():
        scorer = Scorer(name, network, "eager", "10 contiguous_format")
        theirs = score_samples(scorer, read_picture(picture), segments, z[:20])
    return {"difference": float(abs(theirs - ours[:20]).max())}


def versions():
    import skimage
    import sklearn
    import torch
    return {"PyTorch": torch.__version__, "scikit-image": skimage.__version__,
            "scikit-learn": sklearn.__version__, "NumPy": numpy.__version__}


def main(words):
    what, rest = words[0], words[1:]
    if what == "picture":
        return make_picture(*rest)
    if what == "weights":
        import peer_networks
        return peer_networks.make_weights(rest[0], read_picture(rest[1]), rest[2])
    if what in ("lime", "occlusion"):
        return measure(what, *rest[:4], int(rest[4]), int(rest[5]), *rest[6:])
    return {"same": same, "compare": compare, "versions": versions}[what](*rest)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
