"""ResNet-18 (He et al., CVPR 2016) with the head that learning has, under the names and shapes of
src/core/learning/backbone.ts and encoder-weights.ts, so that weights go both ways.
"""
import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, inside, outside, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outside)
        self.conv2 = nn.Conv2d(outside, outside, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outside)
        self.downsample = None
        if stride != 1 or inside != outside:
            self.downsample = nn.Sequential(nn.Conv2d(inside, outside, 1, stride, bias=False), nn.BatchNorm2d(outside))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class Encoder(nn.Module):
    """`width` 32 is the half-width ResNet-18, 64 torchvision's."""

    def __init__(self, width=32, head_size=512, embedding_size=128):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        inside = width
        for stage in range(4):
            outside = width << stage
            blocks = nn.Sequential(Block(inside, outside, 1 if stage == 0 else 2), Block(outside, outside, 1))
            setattr(self, f"layer{stage + 1}", blocks)
            inside = outside
        self.feature_size = inside
        self.head = nn.Sequential(
            nn.Linear(inside, head_size, bias=False),
            nn.BatchNorm1d(head_size),
            nn.ReLU(),
            nn.Linear(head_size, embedding_size, bias=False),
        )
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def features_of(self, images):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(images))), 3, 2, 1)
        return self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3))

    def features(self, large, small):
        """
        Of all views, [R, 3, S, S], normalised: [R, F], large ones first. Each size has batch statistics of its own; the
        running ones are of the large views, which are what photos are later seen as.
        """
        features = [self.features_of(large)]
        if small is not None:
            with statistics_left_alone(self):
                features.append(self.features_of(small))
        return torch.cat(features)

    def embed(self, features):
        """Unit embeddings by the head, [R, D]."""
        return F.normalize(self.head(features))


class statistics_left_alone:
    """Within, batch norm uses a batch's statistics and keeps none."""

    def __init__(self, encoder):
        self.norms = [module for module in encoder.modules() if isinstance(module, nn.BatchNorm2d)]

    def __enter__(self):
        for norm in self.norms:
            norm.momentum = 0.0

    def __exit__(self, *_):
        for norm in self.norms:
            norm.momentum = 0.1
