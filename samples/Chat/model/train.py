#!/usr/bin/python3
"""Trains the sample's model, and writes chat.onnx, chat.pt and vocabulary.txt: /usr/bin/python3 train.py, with Debian's python3-torch and
python3-onnx (eng/install-tools.sh). One core is busy for about a quarter of an hour. The same machine and libraries make the same files.

The model is one step of a recurrent network over words: (token Int64[batch], state Float32[batch, 256]) -> (logits, stateN). A turn of a
conversation is what is said, <answer>, the answer, <end>.
"""

import os
import random
import re
import tempfile
import time
import warnings
from pathlib import Path
from typing import NamedTuple

# Products of matrices on one thread, so that their sums are those of last time.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import torch
from torch import Tensor, nn
from torch.nn import functional as F

import dialogues

FOLDER = Path(__file__).resolve().parent
SEED = 1813
EMBEDDING, STATE = 64, 256
BATCH = 32

# First conversations of 2 to 10 turns, then, twice, longer ones, for what should be remembered longer: turns, the most words, steps, and the highest rate.
PHASES = [(10, 150, 3000, 4e-3), (20, 300, 600, 1.5e-3), (20, 300, 700, 2e-3)]

END, ANSWER, UNKNOWN = SPECIAL = ["<end>", "<answer>", dialogues.UNKNOWN]
IGNORED = -100
FACT_WEIGHT = 4.0

warnings.filterwarnings("ignore")


def split(text):
    return re.findall(r"<unknown>|[a-z']+|[.,!?]", text.lower())


class Vocabulary:
    """Every word of what the rules may say, in the letters that it is written in."""

    def __init__(self, source):
        names = {word.lower(): word for word in [*dialogues.NAMES, *dialogues.TOWNS, "I", "Jane", "Austen"]}
        seen = {word for _ in range(20_000) for turn in source.conversation(turns=10) for text in turn for word in split(text)}
        self.words = SPECIAL + sorted(names.get(word, word) for word in seen - set(SPECIAL))
        self.index = {word.lower(): i for i, word in enumerate(self.words)}

    def weights(self):
        """How much a mistake in each word counts: most in what somebody has told."""
        weights = torch.ones(len(self.words))
        weights[[self.index[value.lower()] for values, *_ in dialogues.FACTS.values() for value in values]] = FACT_WEIGHT
        return weights

    def encode(self, text):
        return [self.index.get(word, self.index[UNKNOWN]) for word in split(text)]


class Network(nn.Module):
    def __init__(self, weights, longest):
        super().__init__()
        words = len(weights)
        self.embedding = nn.Embedding(words, EMBEDDING)
        self.gru = nn.GRU(EMBEDDING, STATE, batch_first=True)
        self.output = nn.Linear(STATE, words)
        self.weights = weights
        with torch.no_grad():
            # Update gates that begin nearly closed: a number of the state is kept for 1 to `longest` words, so that facts can be learned to last.
            keep = torch.log(torch.rand(STATE) * (longest - 1) + 1)
            self.gru.bias_ih_l0[STATE:2 * STATE] = keep
            self.gru.bias_hh_l0[STATE:2 * STATE] = 0

    def loss(self, tokens, targets):
        states, _ = self.gru(self.embedding(tokens))
        answered = targets != IGNORED
        return F.cross_entropy(self.output(states[answered]), targets[answered], self.weights)


class StepResult(NamedTuple):
    logits: Tensor
    stateN: Tensor


class Step(nn.Module):
    """One step of the trained network, in products of matrices."""

    def __init__(self, network):
        super().__init__()
        self.embedding = network.embedding
        self.output = network.output
        self.of_input = self.linear(network.gru.weight_ih_l0, network.gru.bias_ih_l0)
        self.of_state = self.linear(network.gru.weight_hh_l0, network.gru.bias_hh_l0)

    def forward(self, token: Tensor, state: Tensor) -> StepResult:
        reset_x, update_x, new_x = self.of_input(self.embedding(token)).chunk(3, dim=1)
        reset_h, update_h, new_h = self.of_state(state).chunk(3, dim=1)
        update = torch.sigmoid(update_x + update_h)
        new = torch.tanh(new_x + torch.sigmoid(reset_x + reset_h) * new_h)
        following = new + update * (state - new)
        return StepResult(self.output(following), following)

    @staticmethod
    def linear(weight, bias):
        layer = nn.Linear(weight.shape[1], weight.shape[0])
        layer.weight, layer.bias = nn.Parameter(weight.detach()), nn.Parameter(bias.detach())
        return layer


def examples(source, vocabulary, turns, longest):
    """Tokens of conversations and, where an answer is going on, the token that follows."""
    while True:
        tokens, targets = [], []
        for said, answer in source.conversation(turns):
            # Now and then a word that is not known slips in, as it will when people type.
            said = [vocabulary.index[UNKNOWN] if source.random.random() < 0.01 else token for token in vocabulary.encode(said)]
            answer = [vocabulary.index[ANSWER], *vocabulary.encode(answer), vocabulary.index[END]]
            if len(tokens) + len(said) + len(answer) > longest:
                break
            tokens += said + answer
            targets += [IGNORED] * len(said) + answer[1:] + [IGNORED]
        yield tokens, targets


def batches(source, vocabulary, turns, longest):
    """Batches of conversations that are about as long as each other."""
    stream = examples(source, vocabulary, turns, longest)
    while True:
        pool = sorted((next(stream) for _ in range(BATCH * 16)), key=lambda example: len(example[0]))
        chunks = [pool[i:i + BATCH] for i in range(0, len(pool), BATCH)]
        source.random.shuffle(chunks)
        for chunk in chunks:
            pad = nn.utils.rnn.pad_sequence
            yield (pad([torch.tensor(tokens) for tokens, _ in chunk], batch_first=True),
                   pad([torch.tensor(targets) for _, targets in chunk], batch_first=True, padding_value=IGNORED))


def train(network, stream, steps, rate):
    optimizer = torch.optim.Adam(network.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=steps, pct_start=0.1)
    started, recent = time.monotonic(), 0.0
    for step in range(1, steps + 1):
        loss = network.loss(*next(stream))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        recent = loss.item() if step == 1 else 0.98 * recent + 0.02 * loss.item()
        if step % 100 == 0:
            print(f"step {step}: loss {recent:.3f}, {time.monotonic() - started:.0f} s", flush=True)


def save_onnx(step, token, state):
    rows = {name: {0: "batch"} for name in ("token", "state", "logits", "stateN")}
    torch.onnx.export(step, (token, state), str(FOLDER / "chat.onnx"), input_names=["token", "state"], output_names=["logits", "stateN"],
                      dynamic_axes=rows, opset_version=15)


def save_torch(step):
    """Without the records that tell on which machine, and from which lines, the model was made."""
    with tempfile.TemporaryDirectory() as folder:
        whole = f"{folder}/chat.pt"
        torch.jit.script(step).save(whole)
        reader = torch._C.PyTorchFileReader(whole)
        writer = torch._C.PyTorchFileWriter(str(FOLDER / "chat.pt"))
        writer.set_min_version(int(reader.get_record("version")))
        for record in reader.get_all_records():
            if record != "version" and not record.endswith(".debug_pkl"):
                content = reader.get_record(record)
                writer.write_record(record, content, len(content))
        writer.write_end_of_file()


def main():
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    source = dialogues.Dialogues(random.Random(SEED))
    vocabulary = Vocabulary(source)
    network = Network(vocabulary.weights(), PHASES[0][1])
    for phase, (turns, longest, steps, rate) in enumerate(PHASES):
        train(network, batches(source, vocabulary, turns, longest), steps, rate)
        source = dialogues.Dialogues(random.Random(SEED + phase))

    step = Step(network).eval()
    (FOLDER / "vocabulary.txt").write_text("\n".join(vocabulary.words) + "\n", encoding="utf-8")
    save_onnx(step, torch.zeros(2, dtype=torch.int64), torch.zeros(2, STATE))
    save_torch(step)


if __name__ == "__main__":
    main()
