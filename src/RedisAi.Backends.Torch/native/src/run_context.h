// What operators that are called by a running script know of the call: one for each thread, nested calls stack.
#pragma once

#include "redisai_torch.h"

#include <atomic>

namespace rait {

struct RunContext {
  const std::atomic<bool>* cancel = nullptr;
  void* host_context = nullptr;
  // The code changes tensors in place, so what it shares with the host must be copied.
  bool writes = false;
  // Why an operator ended the run: the interpreter replaces the exception by one of its own.
  bool cancelled = false;
  bool host_failed = false;
};

// The innermost call of this thread, or null.
RunContext*& current_run() noexcept;

// Makes a context the current one for as long as this lives.
class RunScope {
 public:
  explicit RunScope(RunContext& context) noexcept : outer_(current_run()) { current_run() = &context; }
  RunScope(const RunScope&) = delete;
  RunScope& operator=(const RunScope&) = delete;
  ~RunScope() { current_run() = outer_; }

 private:
  RunContext* outer_;
};

} // namespace rait
