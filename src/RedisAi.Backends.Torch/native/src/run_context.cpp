#include "run_context.h"

namespace rait {

namespace {

thread_local RunContext* t_current = nullptr;

} // namespace

RunContext*& current_run() noexcept {
  return t_current;
}

} // namespace rait
