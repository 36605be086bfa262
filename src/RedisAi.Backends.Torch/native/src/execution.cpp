#include "execution.h"

#include "error.h"
#include "run_context.h"
#include "threads.h"

#include <torch/csrc/jit/runtime/graph_executor.h>

#include <chrono>

namespace {

using rait::Entry;
using rait::Failure;
using rait::RunContext;

constexpr std::chrono::milliseconds kStatePoll{5};

// What is forked runs at once, on this thread: it sees the run's context and can be stopped, uses no thread that nobody counts, and
// is over when the run is.
void launch_here(std::function<void()> task) {
  task();
}

// Waits for the module's state, unless the run is cancelled first.
std::unique_lock<std::timed_mutex> lock_state(rait_module& module, const std::atomic<bool>& cancel) {
  std::unique_lock<std::timed_mutex> lock(module.state, std::defer_lock);
  while (!lock.try_lock_for(kStatePoll)) {
    if (cancel.load(std::memory_order_relaxed)) {
      throw Failure(RAIT_CANCELLED, "The run was stopped while it waited for another run of the same module, which has a state of its own.");
    }
  }

  return lock;
}

} // namespace

void rait_execution::run(const rait_call& call) {
  results.clear();
  if (call.function < 0 || call.function >= static_cast<int64_t>(module.entries.size())) {
    throw Failure(RAIT_INPUT_MISMATCH, "There is no such function.");
  }

  const Entry& entry = module.entries[static_cast<size_t>(call.function)];
  rait::ThreadState& thread = rait::thread_state();
  const int32_t outer_threads = thread.run != nullptr ? thread.threads : module.options.threads;
  rait::prepare_thread(thread, module.options.threads);

  // Held until the results are the caller's own and nothing of the run is left: what is still to be copied is the module's state.
  std::unique_lock<std::timed_mutex> state;

  // Whatever happens, the values of the run go first and then the inputs: give_back looks at who still holds them. A script that ran this
  // goes on with its own number of threads.
  struct Cleanup {
    rait_execution& execution;
    void* context;
    rait::ThreadState& thread;
    int32_t outer_threads;

    ~Cleanup() {
      execution.stack_.clear();
      if (!execution.arguments_.give_back(context)) {
        execution.module.damaged.store(true, std::memory_order_relaxed);
      }

      rait::prepare_thread(thread, outer_threads);
    }
  } cleanup{*this, call.context, thread, outer_threads};

  arguments_.bind(module, entry, call, stack_);
  invoke(entry, call, thread, state);
  results.take(stack_.empty() ? c10::IValue() : torch::jit::pop(stack_));
}

// The compiled function, kept: Function::run finds it anew for each call, under two locks and with a text for a logger (100 ns of 1 us).
// It does not depend on the inputs, since nothing is profiled.
const torch::jit::Code& rait_execution::code_of(const Entry& entry, size_t function) {
  if (codes_.empty()) {
    codes_.resize(module.entries.size());
  }

  if (!codes_[function].has_value()) {
    codes_[function] = entry.function->get_executor().getPlanFor(stack_, rait::kNone).code;
  }

  return *codes_[function];
}

void rait_execution::invoke(const Entry& entry, const rait_call& call, rait::ThreadState& thread, std::unique_lock<std::timed_mutex>& state) {
  RunContext context;
  context.cancel = &cancel;
  context.host_context = call.context;
  context.arguments = &arguments_;
  context.options = &module.options;
  context.writes = entry.effects.writes;
  rait::RunScope scope(thread, context);
  try {
    if (entry.effects.changes_state && module.is_model()) {
      state = lock_state(module, cancel);
    }

    if (module.damaged.load(std::memory_order_relaxed)) {
      throw Failure(RAIT_OUT_OF_MEMORY, "There was no memory to keep an input that the module remembers, so it cannot be used any more: store it again.");
    }

    if (entry.effects.forks) {
      const auto future = entry.function->runAsync(stack_, launch_here);
      future->waitAndThrow();
      stack_.clear();
      stack_.push_back(future->value());
    } else {
      torch::jit::InterpreterState(code_of(entry, static_cast<size_t>(call.function))).run(stack_);
    }
  } catch (const std::exception&) {
    if (context.cancelled) {
      throw Failure(RAIT_CANCELLED, rait::current_message());
    }

    if (context.host_failed) {
      throw Failure(RAIT_HOST_FAILED, rait::current_message());
    }

    throw;
  }
}
