// What is done to the graph of a function before it runs for the first time: it is searched for what it must not do, and for what it
// does to the memory it is given, and made stoppable.
#pragma once

#include <torch/csrc/jit/ir/ir.h>

#include <memory>
#include <string>

namespace rait {

// What a graph does to tensors.
struct Effects {
  // Some operator changes a tensor in place.
  bool writes = false;
  // It may be one that the graph did not make itself: an input, a tensor of the store, an attribute.
  bool writes_shared = false;
  // Attributes of the module are set, or tensors in them changed: runs must not overlap.
  bool changes_state = false;
  // Some operator changes, without saying so, what may be a constant: passes that fold constants must not see the graph.
  bool changes_constants = false;
  // It convolves, for which libtorch prepares itself anew for each shape of an input.
  bool convolves = false;
  // Something is computed on a thread of its own.
  bool forks = false;
};

// Throws a Failure if the graph has an operator that reaches the file system or the network.
void refuse_unsafe_operators(const torch::jit::Graph& graph, const std::string& function);

// Looks for in-place operators. The graph should be inlined; calls that are left count as changing everything.
Effects find_effects(const torch::jit::Graph& graph);

// Puts a check for cancellation at the head of each loop that has none. Recursion does not exist in TorchScript, so nothing else runs without end.
void insert_loop_checks(torch::jit::Graph& graph);

} // namespace rait
