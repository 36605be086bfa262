#include "run_context.h"

namespace rait {

namespace {

thread_local ThreadState t_state;

} // namespace

ThreadState& thread_state() noexcept {
  return t_state;
}

} // namespace rait
