"""Networks, with golden values."""

from typing import Optional, Tuple

import torch
from torch import Tensor, nn

from torch_models.making import make_each
from torch_models.saving import check, floats, golden, network, random, save, seeded


class Block(nn.Module):
    def __init__(self, channels, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, outputs, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.shortcut: Optional[nn.Module] = None
        if stride != 1 or channels != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(channels, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        kept = x if self.shortcut is None else self.shortcut(x)
        y = self.norm2(self.conv2(self.relu(self.norm1(self.conv1(x)))))
        y += kept
        return self.relu(y)


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 1, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(inplace=True))
        self.layers = nn.Sequential(Block(8, 8, 1), Block(8, 16, 2), Block(16, 24, 2))
        self.pool = nn.AdaptiveAvgPool2d((1, 1))
        self.classify = nn.Linear(24, 10)

    def forward(self, image):
        return self.classify(torch.flatten(self.pool(self.layers(self.stem(image))), 1))


def make_resnet(name):
    rng = random(name)
    network(name, seeded(ResNet(), rng), {name: (floats(rng, 1, 3, 32, 32),), f"{name}.batch4": (floats(rng, 4, 3, 32, 32),)})


class GruStep(nn.Module):
    """One step of a decoder: hidden has its batch on axis 1, as nn.GRU has it, the context on axis 0."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(24, 8)
        self.gru = nn.GRU(16, 16)
        self.attend = nn.Linear(24, 8)
        self.logits = nn.Linear(24, 24)

    def forward(self, token, hidden, context):
        word = self.embedding(token)
        out, hidden = self.gru(torch.cat([word, context], 1).unsqueeze(0), hidden)
        both = torch.cat([out[0], context], 1)
        return self.logits(both), hidden, torch.tanh(self.attend(both))


def make_gru_step(name):
    rng = random(name)
    token = torch.from_numpy(rng.randint(0, 24, 3))
    inputs = (token, torch.tanh(floats(rng, 1, 3, 16)), torch.tanh(floats(rng, 3, 8)))
    network(name, seeded(GruStep(), rng), {name: inputs})


class LstmStep(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 12)
        self.head = nn.Linear(12, 5)

    def forward(self, x, state: Tuple[Tensor, Tensor]):
        out, state = self.lstm(x.unsqueeze(0), state)
        return self.head(out[0]), state


def make_lstm_step(name):
    rng = random(name)
    inputs = (floats(rng, 2, 8), (torch.tanh(floats(rng, 1, 2, 12)), floats(rng, 1, 2, 12)))
    network(name, seeded(LstmStep(), rng), {name: inputs})


def mlp(rng):
    return seeded(nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)), rng)


def make_mlp(name):
    rng = random(name)
    network(name, mlp(rng), {name: (floats(rng, 5, 64),)})


def make_mlp_int8(name):
    # The same network as mlp. How activations are rounded belongs to the engine, so the answers are torch's own.
    rng = random("mlp")
    module = mlp(rng)
    x = floats(rng, 5, 64)
    quantized = torch.ao.quantization.quantize_dynamic(module, {nn.Linear}, torch.qint8)
    y = quantized(x)
    torch.testing.assert_close(y, module(x), rtol=0, atol=0.1)
    path = save(name, quantized)
    check(path, (x,), y, 1e-5)
    golden(name, x, y)


class TrainMode(nn.Module):
    """Saved in training: it answers as it should only once it is set to evaluation."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(2, 4, 3, 1, 1), nn.BatchNorm2d(4), nn.ReLU(), nn.Dropout(0.5))
        self.head = nn.Linear(4, 3)

    def forward(self, x):
        return self.head(self.layers(x).mean((2, 3)))


def make_train_mode(name):
    rng = random(name)
    network(name, seeded(TrainMode(), rng), {name: (floats(rng, 2, 2, 5, 5),)}, training=True)


def models():
    yield "resnet", make_resnet
    yield "gru_step", make_gru_step
    yield "lstm_step", make_lstm_step
    yield "mlp", make_mlp
    yield "mlp_int8", make_mlp_int8
    yield "train_mode", make_train_mode


make_each(models())
