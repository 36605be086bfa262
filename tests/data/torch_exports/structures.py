"""Inputs and outputs of all shapes, state, and graphs within graphs."""

import zlib

import torch

from torch_exports.program import Branch, Graph, Program, named, POSITIONAL

LEAF = {"type": None, "context": None, "children_spec": []}


def floats(name, *shape):
    generator = torch.Generator().manual_seed(zlib.crc32(name.encode()))
    return torch.randn(*shape, generator=generator)


def named_tuple():
    """A named tuple with a None, and an input that is unused."""
    p = Program("named_tuple")
    a, b = p.input("a", floats("nt.a", 5, 3)), p.input("b", floats("nt.b", 5, 3))
    p.input("unused", floats("nt.u", 2))
    p.constant_input("flag", True)
    p.output(p.call("sub.Tensor", a, b, alpha=2), None, p.call("mul.Tensor", a, b))
    tuple_ = {"type": "collections.namedtuple", "context": "nets.Result", "children_spec": [LEAF, LEAF, LEAF]}
    p.save(tuple_, {"nets.Result": ["difference", "nothing", "product"]})


def records():
    """A data class with a list in it, whose context also has the fields that are None."""
    p = Program("records")
    x = p.input("x", floats("rec.x", 5, 3))
    p.output(p.call("neg.default", x), p.call("sin.default", x), p.call("cos.default", x))
    pair = {"type": "builtins.list", "context": "null", "children_spec": [LEAF, LEAF]}
    p.save({"type": "nets.Record", "context": "[[\"value\", \"waves\"], [\"nothing\"]]", "children_spec": [LEAF, pair]})


def numbers_in_and_out():
    """A number as an input, a size as an output."""
    p = Program("numbers_in_and_out")
    x, n = p.input("x", floats("nio.x", 5, 4)), p.input("n", 3)
    rows = p.sym_size(x, 0)
    p.output(p.call("slice.Tensor", x, 1, 0, n), p.call("mul.Tensor", x, n), rows, p.number("_operator.add", 8, rows, n))
    p.save()


def names_that_are_words():
    """Names that mean something in Python, or to libtorch."""
    p = Program("names_that_are_words")
    given = [p.input(name, floats(name, 5, 2)) for name in ("lambda", "torch", "self", "ops", "max", "rpc_x", "w0", "value")]
    x = given[0]
    for other in given[1:]:
        x = p.call("add.Tensor", x, other)
    p.output(x)
    p.save()


def counter():
    """A buffer that gets a new value with each call, as graphs without changes in place have it."""
    p = Program("counter", {"count": torch.zeros(1), "scale": floats("counter.s", 3)})
    x = p.input("x", floats("counter.x", 5, 3))
    count = p.call("add.Tensor", p.weight("count"), 1.0)
    p.mutate("count", count)
    p.output(p.call("add.Tensor", p.call("mul.Tensor", x, p.weight("scale")), count))
    p.save()


def counter_in_place():
    """The same with an operator that changes the buffer."""
    p = Program("counter_in_place", {"count": torch.zeros(1)})
    x = p.input("x", floats("cip.x", 5, 3))
    count = p.call("add_.Tensor", p.weight("count"), 1.0)
    p.output(p.call("add.Tensor", x, count))
    p.save()


def counter_of_a_view():
    """The same with an operator that changes a view of it."""
    p = Program("counter_of_a_view", {"count": torch.zeros(2, 1)})
    x = p.input("x", floats("cov.x", 5, 3))
    view = p.call("view.default", p.call("select.int", p.weight("count"), 0, 1), [1])
    p.call("copy_.default", view, p.call("add.Tensor", view, 1.0))
    p.output(p.call("add.Tensor", x, view))
    p.save()


def constants():
    """A constant that is lifted, copied and detached, and a buffer that is not kept with the weights."""
    p = Program("constants", constants={"lifted": torch.tensor([1.5, -2.0, 0.25])})
    x = p.input("x", floats("const.x", 5, 3))
    c = p.call("lift_fresh_copy.default", p.weight("lifted"))
    p.call("detach_.default", c)
    p.call("_assert_tensor_metadata.default", x, None, None, torch.float32, run=lambda *args: None, arguments=["a", "size", "stride", "dtype"])
    p.output(p.call("mul.Tensor", x, p.call("alias.default", c)))
    p.save()


def inner(name, outer, tensors, build):
    graph = Graph()
    graph.inputs = [graph.declare(f"arg{i}", tensor.value) for i, tensor in enumerate(tensors)]
    graph.outputs = build(graph, *graph.inputs)
    return Branch(name, graph)


def no_gradients():
    p = Program("no_gradients")
    x = p.input("x", floats("ng.x", 5, 3))

    def body(graph, x):
        y = graph.call("sin.default", x)
        return [y, graph.call("mul.Tensor", y, 2.0), x]

    branch = inner("submod_1", p, [x], body)
    outputs = [p.declare("getitem", value.value) for value in branch.graph.outputs]
    inputs = [named("", arg, POSITIONAL) for arg in (False, branch, x)]
    p.add("torch.ops.higher_order.wrap_with_set_grad_enabled", inputs, [value.reference() for value in outputs], "wrap_with_set_grad_enabled")
    p.output(p.call("add.Tensor", outputs[0], outputs[1]), p.call("neg.default", outputs[2]))
    p.save()


def condition():
    """Which branch is taken depends on the numbers; one branch has a condition within it."""
    p = Program("condition")
    x = p.input("x", floats("cond.x", 5, 3))

    def double(graph, x):
        return [graph.call("mul.Tensor", x, 2.0), x]

    def shift(graph, x):
        test = graph.call("gt.Scalar", graph.call("max.default", x), 100.0)
        then = inner("true_graph_0", graph, [x], lambda g, x: [g.call("neg.default", x)])
        other = inner("false_graph_0", graph, [x], lambda g, x: [g.call("add.Tensor", x, 1.0)])
        result = graph.declare("cond", other.graph.outputs[0].value)
        graph.add("torch.ops.higher_order.cond", [named("", arg, POSITIONAL) for arg in (test, then, other, [x])], [result.reference()], result.name)
        return [result, graph.call("sin.default", x)]

    test = p.call("gt.Scalar", p.call("sum.default", x), 0.0)
    then, other = inner("true_graph_0", p, [x], double), inner("false_graph_0", p, [x], shift)
    chosen = then if bool(test.value) else other
    outputs = [p.declare("getitem", value.value) for value in chosen.graph.outputs]
    p.add("torch.ops.higher_order.cond", [named("", arg, POSITIONAL) for arg in (test, then, other, [x])], [value.reference() for value in outputs], "cond")
    p.output(*outputs)
    p.save()


for make in (named_tuple, records, numbers_in_and_out, names_that_are_words, counter, counter_in_place, counter_of_a_view, constants, no_gradients, condition):
    make()
