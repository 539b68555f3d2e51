#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Vectors for lime's other regressions, distances and fills: make-surrogates.py

From the samples and scores in the folder above, with scikit-learn and SciPy.
"""
import numpy as np
from scipy.ndimage import gaussian_filter
from sklearn.linear_model import Lasso, LinearRegression, Ridge
from sklearn.metrics import pairwise_distances


def load(name):
    return np.load(f"../{name}.npy")


def as_seen(scores):
    """The network service hands scores over as float32."""
    return scores.astype(np.float32).astype(np.float64)


def lasso(alpha):
    return Lasso(alpha=alpha, tol=1e-15, max_iter=1000000)


def save_fits(name, model, z, scores, weights):
    fits = [model().fit(z, y, sample_weight=weights) for y in as_seen(scores).T]
    np.save(f"{name}_coef.npy", np.stack([f.coef_ for f in fits]))
    np.save(f"{name}_intercept.npy", np.array([f.intercept_ for f in fits]))


def painted(image, segments, z, fill):
    """The pictures that the samples stand for, one a row, flat."""
    shown = z[:, segments].astype(bool)[..., None]
    return np.where(shown, image, fill).reshape(len(z), -1)


# Other regressions on lime's samples; two halves as split_half has them.
z, scores, weights = load("lime_data_z").astype(float), load("lime_data_scores"), load("lime_data_weight")
save_fits("lasso", lambda: lasso(0.001), z, scores, weights)
save_fits("wls", LinearRegression, z, scores, weights)

# The profiles, on an image and the scores of a network.
image = load("net_images_u8")[0].astype(float)
segments = load("lime_image_segments")
z, scores = load("lime_image_black_z"), load("lime_image_black_scores")

few = z[:25]
pictures = painted(image, segments, few, 0)
weights = np.exp(-pairwise_distances(pictures, pictures[:1], metric="cosine").ravel() ** 2 / 2)
np.save("captum_weight.npy", weights)
save_fits("captum", lambda: lasso(0.01), few.astype(float), scores[:25], weights)

more = z[:150]
pictures = painted(image / 255, segments, more, 0.5)
weights = np.exp(-pairwise_distances(pictures, pictures[:1]).ravel() ** 2 / 45 ** 2)
np.save("xplique_weight.npy", weights)
save_fits("xplique", lambda: Ridge(alpha=2, solver="cholesky"), more.astype(float), scores[:150], weights)

# A fill. The second reaches beyond the picture.
np.save("blur_3.npy", gaussian_filter(image, (3, 3, 0), mode="reflect").astype(np.float32))
np.save("blur_20.npy", gaussian_filter(image, (20, 20, 0), mode="reflect").astype(np.float32))
