// One call at a time of a module's functions.
#pragma once

#include "alive.h"
#include "arguments.h"
#include "compat.h"
#include "module.h"
#include "results.h"
#include "run_context.h"

#include <torch/csrc/jit/runtime/interpreter.h>

#include <atomic>
#include <mutex>
#include <vector>

struct rait_execution : rait::Counted {
  explicit rait_execution(rait_module& owner) : module(owner) {}

  // Runs a function and fills `results`; throws on failure.
  void run(const rait_call& call);

  rait_module& module;
  std::atomic<bool> cancel{false};
  rait::Results results;

 private:
  // Runs the function, and takes `state` where the module's state may change.
  void invoke(const rait::Entry& entry, const rait_call& call, rait::ThreadState& thread, std::unique_lock<std::timed_mutex>& state);

  const torch::jit::Code& code_of(const rait::Entry& entry, size_t function);

  rait::Arguments arguments_;
  torch::jit::Stack stack_;
  // One for each function, once it was called.
  std::vector<rait::Optional<torch::jit::Code>> codes_;
};
