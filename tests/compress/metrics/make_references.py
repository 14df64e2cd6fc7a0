"""Prints the SSIM reference values of test_metrics.cpp: /usr/bin/python3 make_references.py (needs numpy and scikit-image)."""
import numpy as np
from skimage.metrics import structural_similarity


def pair(width, height, strength):
    x, y, c = np.meshgrid(np.arange(width), np.arange(height), np.arange(3), indexing="xy")
    a = 0.5 + 0.4 * np.sin(0.31 * x + 0.17 * y + c)
    b = np.clip(a + strength * np.cos(0.9 * x - 0.6 * y + 2 * c), 0, 1)
    return a, b


def noisy_pair(width, height, strength):
    a, _ = pair(width, height, 0)
    noise, state = [], 1
    for _ in range(a.size):
        state = (state * 1664525 + 1013904223) % 2**32
        noise.append((state >> 8) / 2**24 - 0.5)
    return a, np.clip(a + strength * np.reshape(noise, a.shape), 0, 1)


for make, width, height, strength in ((pair, 64, 48, 0.05), (pair, 64, 48, 0.3), (pair, 33, 17, 0.1), (noisy_pair, 64, 48, 0.2),
                                      (noisy_pair, 11, 11, 1.0)):
    a, b = make(width, height, strength)
    s = structural_similarity(a, b, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1, channel_axis=-1)
    print(make.__name__, width, height, strength, f"{s:.8f}")
