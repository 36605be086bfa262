import math
import torch
from torch import Tensor


def gate(x: Tensor, h: Tensor, w: Tensor, u: Tensor) -> Tensor:
    return torch.sigmoid(x @ w.t() + h @ u.t())


def step(x: Tensor, h: Tensor, weights: List[Tensor]) -> Tuple[Tensor, Tensor]:
    r = gate(x, h, weights[0], weights[1])
    z = gate(x, h, weights[2], weights[3])
    n = torch.tanh(x @ weights[4].t() + r * (h @ weights[5].t()))
    h = (1 - z) * n + z * h
    return h, h.argmax(dim=-1)


def attend(q, k, v):
    return torch.ops.aten.scaled_dot_product_attention(q, k, v, None, 0.0, True, scale=1 / math.sqrt(8.0))


def normal(x: Tensor):
    y = torch.ops.aten.rms_norm(x, [x.size(-1)], None, 1e-6)
    y[y != y] = 0
    y.clamp_(min=-1e4, max=1e4)
    return y.half().to(torch.float32)
