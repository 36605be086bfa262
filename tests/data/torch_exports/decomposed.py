"""Whole nets of torch.nn as graphs of elementary operators, which is what decompositions leave of them."""

import torch
from torch.fx.experimental.proxy_tensor import make_fx

from torch_exports.program import Program


class Residual(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = torch.nn.Conv2d(4, 4, 3, padding=1, bias=False), torch.nn.ConvTranspose2d(4, 4, 2, stride=2, groups=2)
        self.norm, self.group = torch.nn.BatchNorm2d(4), torch.nn.GroupNorm(2, 4)

    def forward(self, x):
        y = torch.nn.functional.silu(self.norm(self.first(x))) + x
        y = torch.nn.functional.interpolate(self.group(self.second(y)), scale_factor=0.5, mode="bilinear", align_corners=False)
        return torch.nn.functional.hardswish(torch.nn.functional.adaptive_avg_pool2d(y, (2, 2))), y.flatten(1).topk(3)


class Encoder(torch.nn.Module):
    """The layer of nn.Transformer, with the tables that such nets keep as buffers."""

    def __init__(self):
        super().__init__()
        self.layer = torch.nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True, activation="gelu")
        self.layer.dropout = self.layer.dropout1 = self.layer.dropout2 = torch.nn.Identity()
        self.register_buffer("positions", torch.arange(6).expand(1, -1))
        self.table = torch.nn.Embedding(6, 8)

    def forward(self, tokens, mask):
        x = self.table(tokens) + self.table(self.positions)
        y = self.layer(x, src_key_padding_mask=mask)
        return y, y[:, 0], torch.cumsum(y, 1)[:, ::2], (y > 0).any(-1)


class Recurrent(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.cell, self.out = torch.nn.LSTMCell(3, 4), torch.nn.Linear(4, 2)

    def forward(self, x):
        h = c = torch.zeros(x.size(1), 4)
        for step in range(3):
            h, c = self.cell(x[step], (h, c))
        return torch.log_softmax(self.out(h), -1), c


def export(name, module, *inputs):
    torch.manual_seed(len(name))
    net = module()
    torch.manual_seed(7)
    for parameter in net.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    net.eval().requires_grad_(False)
    for layer in net.modules():
        # In evaluation this layer is one operator of its own.
        layer.training = isinstance(layer, (torch.nn.TransformerEncoderLayer, torch.nn.MultiheadAttention))
    state = dict(net.state_dict())
    names = list(state)

    def run(*values):
        return torch.nn.utils.stateless.functional_call(net, dict(zip(names, values)), values[len(names):])

    with torch.no_grad():
        graph = make_fx(run)(*state.values(), *inputs).graph
    p = Program(name, state)
    given = [p.input(f"x{i}", value) for i, value in enumerate(inputs)]
    known, constants = {}, iter(())
    for node in graph.nodes:
        if node.op == "placeholder":
            known[node] = [*(p.weight(key) for key in names), *given][len(known)]
        elif node.op == "output":
            p.output(*flatten(torch.fx.node.map_arg(node.args[0], known.get)))
        elif node.op == "call_function" and node.target.__name__ == "getitem":
            known[node] = known[node.args[0]][node.args[1]]
        else:
            operator = f"{node.target.overloadpacket.__name__}.{node.target._overloadname}"
            known[node] = p.call(operator, *torch.fx.node.map_arg(node.args, known.get), **torch.fx.node.map_arg(node.kwargs, known.get))
    p.save()


def flatten(values):
    return [value for item in values for value in flatten(item)] if isinstance(values, (list, tuple)) else [values]


generator = torch.Generator().manual_seed(3)
export("residual", Residual, torch.randn(5, 4, 6, 6, generator=generator))
export("encoder", Encoder, torch.tensor([[0, 2, 4, 1, 3, 5], [5, 5, 0, 1, 1, 2]]), torch.tensor([[False] * 6, [False] * 4 + [True] * 2]))
export("recurrent", Recurrent, torch.randn(3, 5, 3, generator=generator))
