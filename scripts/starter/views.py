"""Random views of photos, drawn as src/core/learning/augmentation.ts draws them: crop, mirror, colour.

Resampling is bilinear by torch's grid_sample, which is that file's triangle filter wherever a crop is not shrunk. Of the
64 px images of Tiny ImageNet only the widest small crops are, by a sixth, and there the two are next to the same.
"""
import math

import numpy as np
import torch
from torch.nn import functional as F

MEAN = torch.tensor([0.485, 0.456, 0.406])[:, None, None]
DEVIATION = torch.tensor([0.229, 0.224, 0.225])[:, None, None]
LUMA = np.array([0.299, 0.587, 0.114])
TO_YIQ = np.array([[0.299, 0.587, 0.114], [0.596, -0.274, -0.322], [0.211, -0.523, 0.312]])
FROM_YIQ = np.array([[1, 0.956, 0.621], [1, -0.272, -0.647], [1, -1.106, 1.703]])
TALLEST, WIDEST = 3 / 4, 4 / 3
MOST_SHRUNK = 1.2


def draw(rng, photos, size, scale, jitter, strengths):
    """`photos` uint8 [B, P, P, 3] of square images, `strengths` [B] times the reach of `jitter`; float [B, 3, S, S] beside them."""
    count, side, device = *photos.shape[:2], photos.device
    left, top, width, height = crops(rng, count, scale)
    if (np.maximum(width, height) * side > MOST_SHRUNK * size).any():
        raise ValueError(f"Crops of more than {size} px would have to be shrunk: give smaller images.")
    mirrored = rng.uniform(size=count) < 0.5
    turn, lift = (sent(matrix, device) for matrix in colours(rng, count, jitter, strengths))
    corners = np.zeros((count, 2, 3), np.float32)
    corners[:, 0, 0] = np.where(mirrored, -width, width)
    corners[:, 0, 2] = 2 * (left + width / 2) - 1
    corners[:, 1, 1] = height
    corners[:, 1, 2] = 2 * (top + height / 2) - 1
    grid = F.affine_grid(sent(corners, device), (count, 3, size, size), align_corners=False)
    pixels = photos.permute(0, 3, 1, 2).float().contiguous()
    view = F.grid_sample(pixels, grid, "bilinear", "border", align_corners=False).reshape(count, 3, -1)
    mixed = torch.bmm(turn, view) + torch.bmm(lift, view.mean(2, keepdim=True))
    images = (mixed / 255).clamp_(0, 1).reshape(count, 3, size, size)
    return images.sub_(MEAN.to(device)).div_(DEVIATION.to(device)).to(memory_format=torch.channels_last)


def sent(values, device):
    """float32 on the device; nobody waits until a card has come so far."""
    tensor = torch.from_numpy(np.ascontiguousarray(values, np.float32))
    return tensor.pin_memory().to(device, non_blocking=True) if device.type == "cuda" else tensor


def crops(rng, count, scale):
    """Left, top, width, height in shares of the photo, [B] each: ten tries at an area and proportions, then a square."""
    area = rng.uniform(*scale, (count, 10))
    ratio = np.exp(rng.uniform(math.log(TALLEST), math.log(WIDEST), (count, 10)))
    ratio[:, -1] = 1
    width, height = np.sqrt(area * ratio), np.sqrt(area / ratio)
    first = ((width <= 1) & (height <= 1)).argmax(1)
    width, height = (values[np.arange(count), first] for values in (width, height))
    return rng.uniform(size=count) * (1 - width), rng.uniform(size=count) * (1 - height), width, height


def colours(rng, count, jitter, strengths):
    """[A | M] of the engine port's `Views`: matrices [B, 3, 3] for the colour and for the view's mean colour."""
    reach = {name: value * strengths for name, value in jitter.items()}
    brightness, contrast, saturation = (1 + rng.uniform(-1, 1, count) * reach[name] for name in ("brightness", "contrast", "saturation"))
    angle = 2 * np.pi * rng.uniform(-1, 1, count) * reach["hue"]
    saturation = np.where(rng.uniform(size=count) < reach["grayscaleShare"], 0, saturation)
    turn = np.zeros((count, 3, 3))
    turn[:, 0, 0] = 1
    turn[:, 1, 1] = turn[:, 2, 2] = np.cos(angle)
    turn[:, 1, 2], turn[:, 2, 1] = -np.sin(angle), np.sin(angle)
    saturate = saturation[:, None, None] * np.eye(3) + (1 - saturation)[:, None, None] * LUMA
    tone = FROM_YIQ @ turn @ TO_YIQ @ saturate
    own = tone * (brightness * contrast)[:, None, None]
    of_mean = (brightness * (1 - contrast))[:, None, None] * np.broadcast_to(LUMA, (3, 3))
    return own, of_mean
