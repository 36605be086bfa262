"""One convolution net, saved as TorchScript, as a program of torch.export, and as TensorFlow Lite; the writers of the last two are those of the tests' data."""

import sys
import tempfile
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tests" / "data"))

import torch_models.saving
from tflite_models import building as tflite
from torch_exports import archive, program

ROWS = 5  # The axis of this length is free in a program; see torch_exports/archive.py.


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = torch.nn.Conv2d(1, 8, 3, padding=1)
        self.c2 = torch.nn.Conv2d(8, 16, 3, padding=1)
        self.f = torch.nn.Linear(64, 10)

    def forward(self, x):
        x = torch.max_pool2d(torch.relu(self.c1(x)), 2)
        x = torch.max_pool2d(torch.relu(self.c2(x)), 2)
        return torch.softmax(self.f(torch.flatten(x, 1)), 1)


def train(x, y):
    torch.manual_seed(7)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    net = Net()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    images, labels = torch.from_numpy(x).reshape(-1, 1, 8, 8), torch.from_numpy(y)
    for _ in range(12):
        for rows in torch.randperm(len(labels)).split(64):
            optimizer.zero_grad()
            torch.nn.functional.nll_loss(torch.log(net(images[rows]) + 1e-9), labels[rows]).backward()
            optimizer.step()
    return net.eval()


def save_program(net, folder, image):
    weights = {name: torch.nn.Parameter(tensor.detach().clone(), requires_grad=False) for name, tensor in net.named_parameters()}
    p = program.Program("torch-export", weights)
    x = p.input("x", image)
    for layer in ("c1", "c2"):
        x = p.call("conv2d.default", x, p.weight(f"{layer}.weight"), p.weight(f"{layer}.bias"), [1, 1], [1, 1])
        x = p.call("max_pool2d.default", p.call("relu.default", x), [2, 2], [2, 2])
    x = p.call("linear.default", p.call("flatten.using_ints", x, 1), p.weight("f.weight"), p.weight("f.bias"))
    p.output(p.call("softmax.int", x, 1))
    with tempfile.TemporaryDirectory() as scratch:
        archive.FOLDER = Path(scratch)
        p.save()
        (folder / "torch-export.pt2").write_bytes((archive.FOLDER / "torch-export.pt2").read_bytes())


def save_tflite(net, folder):
    """TensorFlow Lite has channels last, and flattens in that order."""
    w = {name: tensor.detach().numpy() for name, tensor in net.named_parameters()}
    w["c1.weight"], w["c2.weight"] = (np.ascontiguousarray(w[f"{name}.weight"].transpose(0, 2, 3, 1)) for name in ("c1", "c2"))
    w["f.weight"] = np.ascontiguousarray(w["f.weight"].reshape(10, 16, 2, 2).transpose(0, 2, 3, 1).reshape(10, 64))
    model = tflite.Model()
    graph = model.main
    constants = {name: graph.constant(name, value) for name, value in w.items()}
    shapes = [("serving_default_x:0", 8, 8, 1), ("conv1", 8, 8, 8), ("pool1", 4, 4, 8), ("conv2", 4, 4, 16), ("pool2", 2, 2, 16), ("flat", 64), ("logits", 10), ("StatefulPartitionedCall:0", 10)]
    tensors = [graph.tensor(name, [1, *shape], signature=[-1, *shape]) for name, *shape in shapes]
    steps = [
        (tflite.CONV_2D, [constants["c1.weight"], constants["c1.bias"]], tflite.convolution(tflite.SAME, tflite.RELU)), (tflite.MAX_POOL_2D, [], tflite.pooling(2)),
        (tflite.CONV_2D, [constants["c2.weight"], constants["c2.bias"]], tflite.convolution(tflite.SAME, tflite.RELU)), (tflite.MAX_POOL_2D, [], tflite.pooling(2)),
        (tflite.RESHAPE, [graph.constant("shape", np.array([-1, 64], np.int32))], tflite.RESHAPE_OPTIONS),
        (tflite.FULLY_CONNECTED, [constants["f.weight"], constants["f.bias"]], tflite.fully_connected(0)), (tflite.SOFTMAX, [], tflite.SOFTMAX_OPTIONS)]
    for place, (code, parameters, options) in enumerate(steps):
        graph.operator(code, [tensors[place], *parameters], [tensors[place + 1]], options)
    graph.inputs, graph.outputs = [tensors[0]], [tensors[-1]]
    model.sign({"x": tensors[0]}, {"probabilities": tensors[-1]})
    tflite.FOLDER = folder
    model.save("tensorflow-lite")


def make(folder, x, y, shown):
    net = train(x, y)
    images = torch.from_numpy(shown).reshape(-1, 1, 8, 8)
    torch_models.saving.FOLDER = folder
    torch_models.saving.save("torchscript", net)
    save_program(net, folder, images[:ROWS])
    save_tflite(net, folder)
    with torch.no_grad():
        answers = net(images).numpy()
    return {name: answers for name in ("torchscript", "torch-export", "tensorflow-lite")}
