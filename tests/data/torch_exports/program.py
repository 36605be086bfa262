"""Builds exported programs node by node. Each operator is run where it is added, so that the answers come from PyTorch itself."""

import json

import torch

from torch_exports.archive import DTYPES, meta, save, save_array, size

KEYWORD, POSITIONAL = 2, 1


class Value:
    """A value of the graph, and what it is for the inputs at hand."""

    def __init__(self, name, value, kind="as_tensor"):
        self.name, self.value, self.kind = name, value, kind

    def reference(self):
        return {"as_tensor": {"name": self.name}} if self.kind == "as_tensor" else {self.kind: {"as_name": self.name}}


class Graph:
    def __init__(self, names=None):
        self.inputs, self.outputs, self.nodes, self.metas, self.sizes = [], [], [], {}, {}
        self.names = names if names is not None else {}

    def fresh(self, name):
        count = self.names.get(name, -1) + 1
        self.names[name] = count
        return f"{name}_{count}" if count else name

    def declare(self, name, value, kind="as_tensor"):
        declared = Value(self.fresh(name), value, kind)
        if kind == "as_tensor":
            self.metas[declared.name] = meta(value)
        elif kind == "as_sym_int":
            self.sizes[declared.name] = size(int(value))
        return declared

    def add(self, target, inputs, outputs, name):
        self.nodes.append({
            "target": target, "inputs": inputs, "outputs": outputs, "metadata": {}, "is_hop_single_tensor_return": None, "name": name,
        })

    def call(self, operator, *args, run=None, arguments=None, **kwargs):
        """Adds torch.ops.aten.OPERATOR. `run` computes it where this PyTorch lacks it, and `arguments` are its arguments' names then."""
        name, overload = operator.split(".")
        if run is None:
            function = getattr(getattr(torch.ops.aten, name), overload)
            arguments = [argument.name for argument in function._schema.arguments]
            run = function
        given = [value_of(arg) for arg in args], {key: value_of(arg) for key, arg in kwargs.items()}
        result = run(*given[0], **given[1])
        inputs = [named(arguments[i], arg, POSITIONAL) for i, arg in enumerate(args)] + [named(key, arg, KEYWORD) for key, arg in kwargs.items()]
        if result is None:
            self.add(f"torch.ops.aten.{operator}", inputs, [], self.fresh(name))
            return None
        if isinstance(result, torch.Tensor):
            output = self.declare(name, result)
            self.add(f"torch.ops.aten.{operator}", inputs, [output.reference()], output.name)
            return output
        outputs = [self.declare(f"getitem_{name}", item) for item in result]
        is_list = isinstance(result, list) or name in ("unbind", "split", "split_with_sizes", "chunk", "tensor_split")
        self.add(
            f"torch.ops.aten.{operator}", inputs,
            [{"as_tensors": [{"name": item.name} for item in outputs]}] if is_list else [item.reference() for item in outputs], self.fresh(name))
        return outputs

    def sym_size(self, tensor, dim):
        output = self.declare("sym_size_int", tensor.value.shape[dim], "as_sym_int")
        self.add("torch.ops.aten.sym_size.int", [named("self", tensor, POSITIONAL), named("dim", dim, POSITIONAL)], [output.reference()], output.name)
        return output

    def number(self, target, value, *args, kind="as_sym_int"):
        """Adds a function on sizes, such as _operator.mul."""
        output = self.declare(target.split(".")[-1], value, kind)
        self.add(target, [named("ab c"[i] if i != 2 else "c", arg, POSITIONAL) for i, arg in enumerate(args)], [output.reference()], output.name)
        return output

    def describe(self):
        return {
            "inputs": [value.reference() for value in self.inputs], "outputs": [argument(value) for value in self.outputs], "nodes": self.nodes,
            "tensor_values": self.metas, "sym_int_values": self.sizes, "sym_bool_values": {}, "is_single_tensor_return": False, "custom_obj_values": {}, "sym_float_values": {},
        }


class Program(Graph):
    """A whole program: weights, inputs, outputs."""

    def __init__(self, name, weights=None, constants=None):
        super().__init__()
        self.name, self.weights, self.constants = name, weights or {}, constants or {}
        self.input_specs, self.output_specs, self.values = [], [], []
        for key, tensor in self.weights.items():
            self.add_weight(key, tensor, "parameter" if isinstance(tensor, torch.nn.Parameter) else "buffer")
        for key, tensor in self.constants.items():
            self.add_weight(key, tensor, "tensor_constant")

    def add_weight(self, key, tensor, kind):
        value = self.declare({"parameter": "p_", "buffer": "b_", "tensor_constant": "c_"}[kind] + key.replace(".", "_"), tensor.detach().clone())
        self.inputs.append(value)
        spec = {"arg": {"name": value.name}, f"{kind}_name": key}
        if kind == "buffer":
            spec["persistent"] = True
        self.input_specs.append({kind: spec})
        return value

    def weight(self, key):
        return next(v for v, s in zip(self.inputs, self.input_specs) if key in next(iter(s.values())).values())

    def input(self, name, value):
        declared = self.declare(name, value, "as_tensor" if isinstance(value, torch.Tensor) else "as_sym_int")
        self.inputs.append(declared)
        self.input_specs.append({"user_input": {"arg": declared.reference()}})
        self.values.append(value.clone() if isinstance(value, torch.Tensor) else value)
        return declared

    def constant_input(self, name, value):
        self.inputs.append(Constant(value))
        self.input_specs.append({"constant_input": {"name": name, "value": argument(value)}})

    def mutate(self, key, value):
        self.outputs.append(value)
        self.output_specs.append({"buffer_mutation": {"arg": {"name": value.name}, "buffer_name": key}})

    def output(self, *values):
        for value in values:
            self.outputs.append(value)
            self.output_specs.append({"user_output": {"arg": argument(value)}})

    def save(self, out_spec=None, fields=None):
        leaf = {"type": None, "context": None, "children_spec": []}
        users = [value for value, spec in zip(self.outputs, self.output_specs) if "user_output" in spec]
        if out_spec is None:
            out_spec = leaf if len(users) == 1 else {"type": "builtins.tuple", "context": "null", "children_spec": [leaf] * len(users)}
        inputs = [leaf for spec in self.input_specs if "user_input" in spec or "constant_input" in spec]
        in_spec = [{"type": "builtins.tuple", "context": "null", "children_spec": inputs}, {"type": "builtins.dict", "context": "[]", "children_spec": []}]
        signature = {
            "inputs": [], "outputs": [], "in_spec": json.dumps([1, {"type": "builtins.tuple", "context": "null", "children_spec": in_spec}]),
            "out_spec": json.dumps([1, out_spec]), "forward_arg_names": None,
        }
        program = {
            "graph_module": {
                "graph": self.describe(), "signature": {"input_specs": self.input_specs, "output_specs": self.output_specs},
                "module_call_graph": [{"fqn": "", "signature": signature}], "metadata": {},
                "treespec_namedtuple_fields": {key: {"field_names": names} for key, names in (fields or {}).items()},
            },
            "opset_version": {"aten": 10}, "range_constraints": {"s0": {"min_val": 0, "max_val": None}, "s1": {"min_val": 0, "max_val": None}},
            "schema_version": {"major": 8, "minor": 20}, "verifiers": ["TRAINING"], "torch_version": "2.13.0+cpu", "guards_code": [],
        }
        save(self.name, program, self.weights, self.constants)
        for i, value in enumerate(self.values):
            save_array(f"{self.name}.in.{i}", value)
        for i, value in enumerate(value for value in users if value is not None):
            save_array(f"{self.name}.out.{i}", value_of(value))


class Constant(Value):
    """An input that was a number when the program was exported, and is one for good."""

    def __init__(self, value):
        super().__init__("", value)

    def reference(self):
        return argument(self.value)


def value_of(arg):
    if isinstance(arg, Value):
        return arg.value
    return [value_of(item) for item in arg] if isinstance(arg, (list, tuple)) else arg


def named(name, arg, kind):
    return {"name": name, "arg": argument(arg), "kind": kind}


def argument(arg):
    if isinstance(arg, Value):
        return arg.reference()
    if arg is None:
        return {"as_none": True}
    if isinstance(arg, Branch):
        return {"as_graph": {"name": arg.name, "graph": arg.graph.describe()}}
    if isinstance(arg, torch.dtype):
        return {"as_scalar_type": DTYPES[arg]}
    if isinstance(arg, torch.memory_format):
        return {"as_memory_format": {torch.contiguous_format: 1, torch.channels_last: 2, torch.preserve_format: 4}[arg]}
    if isinstance(arg, torch.device):
        return {"as_device": {"type": arg.type, "index": arg.index}}
    if isinstance(arg, torch.layout):
        return {"as_layout": 7}
    for kind, key in ((bool, "as_bool"), (int, "as_int"), (float, "as_float"), (str, "as_string")):
        if isinstance(arg, kind):
            return {key: "Infinity" if arg == float("inf") else "-Infinity" if arg == -float("inf") else arg}
    if all(isinstance(item, bool) for item in arg) and arg:
        return {"as_bools": list(arg)}
    if all(isinstance(item, int) for item in arg):
        return {"as_ints": list(arg)}
    if all(isinstance(item, float) for item in arg):
        return {"as_floats": list(arg)}
    if all(isinstance(item, int) or (isinstance(item, Value) and item.kind == "as_sym_int") for item in arg):
        return {"as_sym_ints": [{"as_int": item} if isinstance(item, int) else {"as_name": item.name} for item in arg]}
    if any(item is None for item in arg):
        return {"as_optional_tensors": [{"as_none": True} if item is None else item.reference() for item in arg]}
    return {"as_tensors": [{"name": item.name} for item in arg]}


class Branch:
    """A graph within the graph."""

    def __init__(self, name, graph):
        self.name, self.graph = name, graph
