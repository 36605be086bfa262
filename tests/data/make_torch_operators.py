#!/usr/bin/python3
"""Makes tests/data/torch/operators: inputs and golden outputs of operators that an older libtorch lacks.

FUNCTION.CASE.0.npy, FUNCTION.CASE.1.npy, ... are the inputs, FUNCTION.CASE.out.npy is the output. Everything is computed in float64 with
numpy alone, from the formulas in PyTorch's documentation of the operators, and rounded once. Running this again gives the same bytes.

    /usr/bin/python3 tests/data/make_torch_operators.py
"""

import zlib
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent / "torch" / "operators"


def floats(name, *shape):
    return np.random.RandomState(zlib.crc32(name.encode())).standard_normal(shape).astype(np.float32)


def to_half(x):
    return x.astype(np.float16).astype(np.float32)


def to_bfloat16(x):
    """Rounds to nearest, ties to even, and drops the lower half of each number."""
    bits = x.astype(np.float32).view(np.uint32)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
    return rounded.astype(np.uint32).view(np.float32)


def save(name, inputs, output):
    for i, value in enumerate(inputs):
        np.save(FOLDER / f"{name}.{i}.npy", value, allow_pickle=False)
    np.save(FOLDER / f"{name}.out.npy", output.astype(np.float32), allow_pickle=False)


def softmax(x):
    """Over the last axis; a row of minus infinities gives zeros, as PyTorch 2.5 and later do."""
    top = x.max(axis=-1, keepdims=True)
    e = np.exp(x - np.where(np.isinf(top), 0, top))
    total = e.sum(axis=-1, keepdims=True)
    return np.divide(e, total, out=np.zeros_like(e), where=total != 0)


def attention(query, key, value, mask=None, causal=False, scale=None):
    query, key, value = (x.astype(np.float64) for x in (query, key, value))
    groups = query.shape[-3] // key.shape[-3] if query.ndim > 3 else 1
    key, value = (np.repeat(x, groups, axis=-3) if groups > 1 else x for x in (key, value))
    weights = query @ key.swapaxes(-1, -2) * (1 / np.sqrt(query.shape[-1]) if scale is None else scale)
    if causal:
        mask = np.tril(np.ones(weights.shape[-2:], dtype=bool))
    if mask is not None:
        weights = np.where(mask, weights, -np.inf) if mask.dtype == bool else weights + mask.astype(np.float64)
    return softmax(weights) @ value


def make_attention():
    query, key, value = floats("query", 2, 4, 3, 8), floats("key", 2, 4, 5, 8), floats("value", 2, 4, 5, 8)
    given = (query, key, value)
    save("attention.plain", given, attention(*given))
    save("attention.no_heads", [x[0] for x in given], attention(*(x[0] for x in given)))
    save("attention.one_row", [x[:1, :1, :1] for x in given], attention(*(x[:1, :1, :1] for x in given)))
    save("attention_scaled.plain", given, attention(*given, scale=0.3))
    save("attention_causal.wide", given, attention(*given, causal=True))
    save("attention_causal.high", (key, query, value[:, :, :3]), attention(key, query, value[:, :, :3], causal=True))
    save("attention_causal_scaled.square", (key, key, value), attention(key, key, value, causal=True, scale=0.3))

    few = (query, key[:, :2], value[:, :2])
    save("attention_grouped.two", few, attention(*few))
    one = (query, key[:, :1], value[:, :1])
    save("attention_grouped.one", one, attention(*one))

    allowed = floats("allowed", 3, 5) > -0.5
    allowed[:, 0] = True
    added = floats("added", 3, 5)
    save("attention_masked.bool", (*given, allowed), attention(*given, mask=allowed))
    save("attention_masked.float", (*given, added), attention(*given, mask=added))
    each = floats("each", 2, 1, 3, 5) > -0.5
    each[..., 0] = True
    save("attention_masked.bool_for_each_of_the_batch", (*given, each), attention(*given, mask=each))
    save("attention_masked.float_for_each_head", (*given, floats("heads", 4, 3, 5)), attention(*given, mask=floats("heads", 4, 3, 5)))

    none = allowed.copy()
    none[1] = False
    save("attention_masked.bool_with_a_row_of_none", (*given, none), attention(*given, mask=none))
    infinite = np.where(none, added, np.float32(-np.inf))
    save("attention_masked.float_with_a_row_of_none", (*given, infinite), attention(*given, mask=infinite))

    half = [to_half(x) for x in given]
    brain = [to_bfloat16(x) for x in given]
    save("attention_half.plain", half, attention(*half))
    save("attention_bfloat16.plain", brain, attention(*brain))
    save("attention_half_masked.row_of_none", (*half, none), attention(*half, mask=none))
    save("attention_bfloat16_masked.row_of_none", (*brain, none), attention(*brain, mask=none))


def norm(x, weight=None, eps=float(np.finfo(np.float32).eps), axes=(-1,)):
    x = x.astype(np.float64)
    y = x / np.sqrt((x * x).mean(axis=axes, keepdims=True) + eps)
    return y if weight is None else y * weight.astype(np.float64)


def make_rms_norm():
    x, weight = floats("x", 2, 3, 8), floats("weight", 8)
    save("norm.plain", (x,), norm(x))
    save("norm.small", (x * np.float32(1e-4),), norm(x * np.float32(1e-4)))
    save("norm_eps.plain", (x,), norm(x, eps=0.1))
    save("norm_weighted.plain", (x, weight), norm(x, weight))
    both = floats("both", 3, 8)
    save("norm_of_two.plain", (x, both), norm(x, both, axes=(-2, -1)))
    save("norm_half.plain", (to_half(x), to_half(weight)), norm(to_half(x), to_half(weight)))
    save("norm_bfloat16.plain", (to_bfloat16(x), to_bfloat16(weight)), norm(to_bfloat16(x), to_bfloat16(weight)))


FOLDER.mkdir(parents=True, exist_ok=True)
make_attention()
make_rms_norm()
