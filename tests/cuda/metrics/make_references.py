"""Prints the SSIM reference values of test_metrics.cpp: /usr/bin/python3 make_references.py (needs numpy and scikit-image)."""
import numpy as np
from skimage.metrics import structural_similarity


def pair(width, height, strength):
    x, y, c = np.meshgrid(np.arange(width), np.arange(height), np.arange(3), indexing="xy")
    a = 0.5 + 0.4 * np.sin(0.31 * x + 0.17 * y + c)
    b = np.clip(a + strength * np.cos(0.9 * x - 0.6 * y + 2 * c), 0, 1)
    return a, b


for width, height, strength in ((64, 48, 0.05), (64, 48, 0.3), (33, 17, 0.1)):
    a, b = pair(width, height, strength)
    s = structural_similarity(a, b, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1, channel_axis=-1)
    print(width, height, strength, f"{s:.8f}")
