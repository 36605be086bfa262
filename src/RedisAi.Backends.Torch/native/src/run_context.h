// What operators that are called by a running script know of the call: one for each thread, nested calls stack.
#pragma once

#include "redisai_torch.h"

#include <atomic>

namespace rait {

class Arguments;

struct RunContext {
  const std::atomic<bool>* cancel = nullptr;
  void* host_context = nullptr;
  // The inputs of the call.
  Arguments* arguments = nullptr;
  // Of the module that runs: where its tensors are.
  const rait_load_options* options = nullptr;
  // The code changes tensors in place, so what it shares with the host must be copied.
  bool writes = false;
  // Why an operator ended the run: the interpreter replaces the exception by one of its own.
  bool cancelled = false;
  bool host_failed = false;
};

// What this library keeps for each thread, together: finding it takes 5 ns each time.
struct ThreadState {
  // The innermost call, or null.
  RunContext* run = nullptr;
  // How many threads operators called by this thread use; 0 while libtorch has not set the thread up yet.
  int32_t threads = 0;
  bool inference = false;
};

ThreadState& thread_state() noexcept;

// Makes a context the current one for as long as this lives.
class RunScope {
 public:
  RunScope(ThreadState& thread, RunContext& context) noexcept : thread_(thread), outer_(thread.run) { thread.run = &context; }
  RunScope(const RunScope&) = delete;
  RunScope& operator=(const RunScope&) = delete;
  ~RunScope() { thread_.run = outer_; }

 private:
  ThreadState& thread_;
  RunContext* outer_;
};

} // namespace rait
