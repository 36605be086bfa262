"""Networks as torch.export writes them without decompositions."""

import zlib

import torch

from torch_exports.archive import FOLDER
from torch_exports.program import Program


def floats(name, *shape):
    generator = torch.Generator().manual_seed(zlib.crc32(name.encode()))
    return torch.randn(*shape, generator=generator)


def parameter(name, *shape, scale=0.3):
    return torch.nn.Parameter(floats(name, *shape) * scale, requires_grad=False)


def mlp():
    """The weights share one storage; the first is a transposed part of it, the last one is used twice."""
    memory = floats("mlp", 400) * 0.3
    first = torch.nn.Parameter(memory[8:8 + 96].view(12, 8).t(), requires_grad=False)
    second = torch.nn.Parameter(memory[104:104 + 64].view(8, 8), requires_grad=False)
    p = Program("mlp", {"0.weight": first, "0.bias": torch.nn.Parameter(memory[:8], requires_grad=False), "3.weight": second, "4.weight": second})
    x = p.input("input", floats("mlp.x", 5, 12))
    x = p.call("relu.default", p.call("linear.default", x, p.weight("0.weight"), p.weight("0.bias")))
    x = p.call("dropout.default", x, 0.1, False)
    x = p.call("linear.default", p.call("linear.default", x, p.weight("3.weight")), p.weight("4.weight"))
    p.output(x)
    p.save()


def conv_1ms():
    """A net that takes about a millisecond for 88 by 88 points, and the same one as TorchScript: to measure with."""
    sizes = [3, 16, 16, 16, 16]
    weights = {f"{i}.weight": parameter(f"ms.{i}", sizes[i + 1], sizes[i], 3, 3) for i in range(4)}
    p = Program("conv_1ms", weights)
    image = floats("ms.x", 1, 3, 7, 7)
    x = p.input("x", image)
    for key in weights:
        x = p.call("relu.default", p.call("conv2d.default", x, p.weight(key), None, [1, 1], [1, 1]))
    p.output(p.call("mean.dim", x, [2, 3]))
    p.save()

    net = torch.nn.Sequential()
    for i, weight in enumerate(weights.values()):
        layer = torch.nn.Conv2d(sizes[i], sizes[i + 1], 3, padding=1, bias=False)
        layer.weight = weight
        net.append(layer)
        net.append(torch.nn.ReLU())
    net.append(Mean())
    torch.jit.trace(net.eval(), image).save(str(FOLDER / "conv_1ms.pt"))


class Mean(torch.nn.Module):
    def forward(self, x):
        return x.mean([2, 3])


def conv():
    p = Program("conv", {
        "c.weight": parameter("conv.w", 4, 3, 3, 3), "c.bias": parameter("conv.b", 4), "n.weight": parameter("conv.n", 4), "n.bias": parameter("conv.m", 4),
        "n.running_mean": floats("conv.mean", 4), "n.running_var": floats("conv.var", 4).abs() + 0.5, "n.num_batches_tracked": torch.tensor(3), "f.weight": parameter("conv.f", 2, 16),
    })
    x = p.input("image", floats("conv.x", 5, 3, 8, 8))
    x = p.call("conv2d.default", x, p.weight("c.weight"), p.weight("c.bias"), [2, 2], [1, 1])
    x = p.call("batch_norm.default", x, *(p.weight(f"n.{key}") for key in ("weight", "bias", "running_mean", "running_var")), False, 0.1, 1e-5, True)
    x = p.call("relu_.default", x)
    x = p.call("max_pool2d.default", x, [2, 2], [2, 2])
    x = p.call("flatten.using_ints", x, 1)
    p.output(p.call("softmax.int", p.call("linear.default", x, p.weight("f.weight")), -1))
    p.save()


def gru_step():
    p = Program("gru_step", {
        "e.weight": parameter("gru.e", 10, 6), "ih": parameter("gru.ih", 24, 6), "hh": parameter("gru.hh", 24, 8), "bi": parameter("gru.bi", 24), "bh": parameter("gru.bh", 24),
        "o.weight": parameter("gru.o", 10, 8),
    })
    token = p.input("token", torch.tensor([1, 9, 3, 0, 4]))
    h = p.input("h", floats("gru.h", 5, 8))
    x = p.call("embedding.default", p.weight("e.weight"), token)
    h = p.call("gru_cell.default", x, h, *(p.weight(key) for key in ("ih", "hh", "bi", "bh")))
    p.output(p.call("linear.default", h, p.weight("o.weight")), h)
    p.save()


def lstm():
    """Operators with lists of tensors and several results; the outputs are a dictionary with a tuple in it."""
    p = Program("lstm", {"ih": parameter("lstm.ih", 16, 3), "hh": parameter("lstm.hh", 16, 4), "bi": parameter("lstm.bi", 16), "bh": parameter("lstm.bh", 16)})
    x = p.input("x", floats("lstm.x", 5, 7, 3))
    n = p.sym_size(x, 0)
    zeros = p.call("zeros.default", [1, n, 4], dtype=torch.float32, device=torch.device("cpu"), pin_memory=False)
    weights = [p.weight(key) for key in ("ih", "hh", "bi", "bh")]
    y, h, c = p.call("lstm.input", x, [zeros, zeros], weights, True, 1, 0.0, False, False, True)
    p.output(y, h, c)
    leaf = {"type": None, "context": None, "children_spec": []}
    pair = {"type": "builtins.tuple", "context": "null", "children_spec": [leaf, leaf]}
    p.save({"type": "builtins.dict", "context": "[\"y\", \"state\"]", "children_spec": [leaf, pair]})


def attention(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None):
    weights = query @ key.transpose(-2, -1) * (query.shape[-1] ** -0.5 if scale is None else scale)
    if is_causal:
        weights = weights.masked_fill(torch.ones(weights.shape[-2:], dtype=torch.bool).tril().logical_not(), -float("inf"))
    return weights.softmax(-1) @ value


ATTENTION = ["query", "key", "value", "attn_mask", "dropout_p", "is_causal"]


def transformer():
    """Sizes that are read, computed with and used as shapes."""
    p = Program("transformer", {
        "n.weight": parameter("t.n", 8), "n.bias": parameter("t.m", 8), "qkv.weight": parameter("t.qkv", 24, 8), "qkv.bias": parameter("t.b", 24), "rms.weight": parameter("t.r", 8),
    })
    x = p.input("x", floats("t.x", 5, 7, 8))
    n, length = p.sym_size(x, 0), p.sym_size(x, 1)
    y = p.call("layer_norm.default", x, [8], p.weight("n.weight"), p.weight("n.bias"), 1e-5, False)
    y = p.call("linear.default", y, p.weight("qkv.weight"), p.weight("qkv.bias"))
    y = p.call("permute.default", p.call("reshape.default", y, [n, length, 3, 2, 4]), [2, 0, 3, 1, 4])
    q, k, v = p.call("unbind.int", y)
    y = p.call("scaled_dot_product_attention.default", q, k, v, None, 0.0, True, run=attention, arguments=ATTENTION, scale=0.4)
    rows = p.number("_operator.mul", 35, n, length)
    y = p.call("reshape.default", p.call("transpose.int", y, 1, 2), [rows, 8])
    y = p.call("reshape.default", y, [n, p.number("_operator.floordiv", 7, rows, n), 8])
    y = p.call("add.Tensor", x, y)
    y = p.call("rms_norm.default", y, [8], p.weight("rms.weight"), 1e-6, run=rms_norm, arguments=["input", "normalized_shape", "weight", "eps"])
    y = p.call("gelu.default", y, approximate="tanh")
    last = p.call("slice.Tensor", y, 1, p.number("_operator.sub", 6, length, 1), 9223372036854775807)
    p.output(y, p.call("squeeze.dim", last, 1))
    p.save()


def rms_norm(input, normalized_shape, weight=None, eps=None):
    y = input * torch.rsqrt(input.pow(2).mean(-1, keepdim=True) + eps)
    return y * weight if weight is not None else y


for make in (mlp, conv, conv_1ms, gru_step, lstm, transformer):
    make()
