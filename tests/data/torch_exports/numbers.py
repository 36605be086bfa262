"""Types of elements, kinds of arguments, functions on sizes, and operators that libtorch 1.13 lacks."""

import zlib

import torch

from torch_exports.program import Program, named, POSITIONAL


def floats(name, *shape):
    generator = torch.Generator().manual_seed(zlib.crc32(name.encode()))
    return torch.randn(*shape, generator=generator)


def types():
    p = Program("types", {"half": floats("types.h", 3).half(), "brain": floats("types.b", 3).bfloat16(), "bytes": torch.tensor([1, 200, 3], dtype=torch.uint8), "yes": torch.tensor([True, False, True])})
    x = p.input("x", floats("types.x", 5, 3))
    mask = p.input("mask", torch.tensor([True, False, True, True, False]))
    index = p.input("index", torch.tensor([2, 0], dtype=torch.int32))
    half = p.call("mul.Tensor", p.call("to.dtype", x, torch.float16), p.weight("half"))
    brain = p.call("add.Tensor", p.call("_to_copy.default", x, dtype=torch.bfloat16), p.weight("brain"))
    whole = p.call("add.Tensor", p.call("to.dtype_layout", x, dtype=torch.int64, layout=torch.strided, device=torch.device("cpu")), p.weight("bytes"))
    both = p.call("logical_and.default", p.call("unsqueeze.default", mask, 1), p.weight("yes"))
    picked = p.call("index.Tensor", x, [None, p.call("to.dtype", index, torch.int64)])
    p.output(half, brain, whole, both, picked, p.call("to.dtype", whole, torch.uint8))
    p.save()


def arguments():
    """Infinities, texts, memory formats, lists of optional tensors, numbers in places of tensors."""
    p = Program("arguments")
    x = p.input("x", floats("args.x", 5, 4))
    low = p.call("masked_fill.Scalar", x, p.call("lt.Scalar", x, 0), -float("inf"))
    high = p.call("full_like.default", x, float("inf"))
    y = p.call("clamp.default", low, None, 0.5)
    y = p.call("where.self", p.call("isinf.default", y), x, y)
    z = p.call("div.Tensor_mode", x, 0.3, rounding_mode="floor")
    e = p.call("einsum.default", "ij,kj->ik", [x, z])
    w = p.call("clone.default", p.call("pad.default", x, [1, 2], "constant", 0.25), memory_format=torch.contiguous_format)
    r = p.call("pow.Scalar", 2, x)
    parts = p.call("split_with_sizes.default", x, [1, 3], 1)
    joined = p.call("cat.default", [parts[1], parts[0]], 1)
    s = p.call("sum.dim_IntList", x, [-1], True)
    u = p.call("upsample_nearest1d.vec", p.call("unsqueeze.default", x, 0), None, [2.0])
    a, i = p.call("max.dim", x, 1)
    rows = p.call("arange.start_step", 0, 4, dtype=torch.int64, device=torch.device("cpu"), pin_memory=False)
    put = p.call("index_put.default", x, [rows, rows], p.call("index.Tensor", x, [rows, p.call("neg.default", rows)]))
    p.output(y, p.call("minimum.default", x, high), e, w, r, joined, s, u, a, i, put)
    p.save()


def sizes():
    """Functions on sizes, in the range of numbers that sizes have."""
    p = Program("sizes")
    x = p.input("x", floats("sizes.x", 5, 7))
    a, b = p.sym_size(x, 0), p.sym_size(x, 1)
    total = p.number("_operator.pow", 25, a, 2)
    rest = p.number("_operator.mod", 4, total, b)
    most = p.number("torch.sym_max", 7, a, b)
    least = p.number("torch.sym_min", 5, a, most)
    half = p.number("_operator.truediv", 3.5, b, 2, kind="as_sym_float")
    whole = p.number("math.trunc", 3, half)
    minus = p.number("_operator.neg", -3, whole)
    numel = p.declare("sym_numel", 35, "as_sym_int")
    p.add("torch.ops.aten.sym_numel.default", [named("self", x, POSITIONAL)], [numel.reference()], numel.name)
    p.output(
        p.call("arange.start_step", minus, total, rest, dtype=torch.float32, layout=torch.strided, device=torch.device("cpu"), pin_memory=False),
        p.call("mul.Tensor", x, half), p.call("reshape.default", x, [numel]), p.call("expand.default", p.call("slice.Tensor", x, 0, 0, 1), [least, -1]), numel)
    p.save()


def item():
    """A number that is read from a tensor."""
    p = Program("item")
    x, n = p.input("x", floats("item.x", 5, 4)), p.input("n", torch.tensor([2]))
    count = p.declare("item", 2, "as_sym_int")
    p.add("torch.ops.aten.item.default", [named("self", n, POSITIONAL)], [count.reference()], count.name)
    p.add("torch.ops.aten.sym_constrain_range_for_size.default", [named("size", count, POSITIONAL)], [], "sym_constrain_range_for_size")
    check = p.number("_operator.ge", True, count, 0, kind="as_sym_bool")
    p.add("torch.ops.aten._assert_scalar.default", [named("self", check, POSITIONAL), named("assert_msg", "it is \"negative\"", POSITIONAL)], [], "_assert_scalar")
    p.output(p.call("slice.Tensor", x, 1, 0, count), p.call("new_zeros.default", x, [count, 3], pin_memory=False))
    p.save()


def safe_softmax(x, dim, dtype=None):
    y = torch.softmax(x, dim)
    return torch.where(torch.isinf(x).all(dim, keepdim=True), torch.zeros_like(y), y)


def normalised(x, weight, bias, mean, variance, momentum, eps):
    y = (x - mean[:, None]) * torch.rsqrt(variance[:, None] + eps)
    return y * weight[:, None] + bias[:, None], torch.empty(0), torch.empty(0)


def fused_rms_norm(x, shape, weight, eps):
    scale = torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps)
    return x * scale * weight, scale


def flash(query, key, value, dropout_p=0.0, is_causal=False, attn_mask=None, scale=None):
    weights = query @ key.transpose(-2, -1) * scale
    if is_causal:
        weights = weights.masked_fill(torch.ones(weights.shape[-2:], dtype=torch.bool).tril().logical_not(), -float("inf"))
    return weights.softmax(-1) @ value, weights.logsumexp(-1)


def newer():
    """Operators of later versions of PyTorch, as graphs with decompositions have them."""
    p = Program("newer", {"w": floats("newer.w", 4), "b": floats("newer.b", 4), "mean": floats("newer.m", 4), "var": floats("newer.v", 4).abs() + 0.5})
    x = p.input("x", floats("newer.x", 5, 4, 7))
    w, b, mean, var = (p.weight(key) for key in ("w", "b", "mean", "var"))
    y = p.call(
        "_native_batch_norm_legit_no_training.default", x, w, b, mean, var, 0.1, 1e-5, run=normalised,
        arguments=["input", "weight", "bias", "running_mean", "running_var", "momentum", "eps"])[0]
    one = p.call("unsqueeze.default", p.call("unsqueeze.default", y, 1), 0)
    y = p.call("squeeze.dims", one, [0, 2], run=lambda x, dims: x.squeeze(2).squeeze(0), arguments=["self", "dim"])
    hidden = p.call("masked_fill.Scalar", x, p.call("lt.Scalar", x, 0.3), -float("inf"))
    safe = p.call("_safe_softmax.default", hidden, 2, run=safe_softmax, arguments=["self", "dim", "dtype"])
    turned = p.call("transpose.int", x, 1, 2)
    rms, scale = p.call("_fused_rms_norm.default", turned, [4], w, 1e-6, run=fused_rms_norm, arguments=["input", "normalized_shape", "weight", "eps"])
    four = p.call("unsqueeze.default", turned, 1)
    seen, sums = p.call(
        "_scaled_dot_product_flash_attention_for_cpu.default", four, four, four, 0.0, True, run=flash, arguments=["query", "key", "value", "dropout_p", "is_causal"], scale=0.5)
    spread = p.call("var.correction", x, [2], run=lambda x, dim, correction, keepdim: x.var(dim, unbiased=False, keepdim=keepdim), arguments=["self", "dim"], correction=0.0, keepdim=True)
    p.output(y, safe, rms, scale, seen, sums, spread)
    p.save()


def masked(x, mask, indices, fill):
    index = indices[1].clamp(-x.shape[1], x.shape[1] - 1)
    return torch.where(mask, x[:, index], torch.tensor(fill))


def newer_reductions():
    """More of them: reductions along several dimensions, activations, normalisation by the batch itself."""
    p = Program("newer_reductions", {"w": floats("nr.w", 4), "b": floats("nr.b", 4), "slope": floats("nr.s", 4, 1), "mean": floats("nr.m", 4), "var": floats("nr.v", 4).abs() + 0.5})
    x = p.input("x", floats("nr.x", 5, 4, 7))
    w, b, slope, mean, var = (p.weight(key) for key in ("w", "b", "slope", "mean", "var"))
    high = p.call("gt.Scalar", x, 1.2)
    some = p.call("any.dims", high, [0, -1], run=lambda x, dims: x.any(2).any(0), arguments=["self", "dim"])
    every = p.call("all.dims", p.call("lt.Scalar", x, 1.9), [1, 2], True, run=lambda x, dims, keep: x.all(2, keep).all(1, keep), arguments=["self", "dim", "keepdim"])
    bent = p.call("_prelu_kernel.default", x, slope, run=lambda x, weight: torch.where(x > 0, x, x * weight), arguments=["self", "weight"])
    spot = p.call("arange.start_step", -2, 6, dtype=torch.int64, device=torch.device("cpu"), pin_memory=False)
    inside = p.call("logical_and.default", p.call("ge.Scalar", spot, 0), p.call("lt.Scalar", spot, 4))
    picked = p.call(
        "_unsafe_masked_index.default", p.call("select.int", x, 2, 0), inside, [None, spot], 0.5, run=masked, arguments=["self", "mask", "indices", "fill"])
    arguments = ["input", "weight", "bias", "training", "momentum", "eps"]
    alone = p.call("_native_batch_norm_legit.no_stats", x, w, b, True, 0.0, 1e-5, run=lambda x, w, b, *rest: torch.native_batch_norm(x, w, b, None, None, *rest), arguments=arguments)[0]
    arguments = ["input", "weight", "bias", "running_mean", "running_var", "training", "momentum", "eps"]
    known = p.call("_native_batch_norm_legit.default", x, w, b, mean, var, False, 0.1, 1e-5, run=torch.native_batch_norm, arguments=arguments)[0]
    p.output(some, every, bent, picked, alone, known)
    p.save()


for make in (types, arguments, sizes, item, newer, newer_reductions):
    make()
