// Brings the inputs of a call to the parameters of a function.
#pragma once

#include "borrowed_tensor.h"
#include "module.h"

#include <deque>

namespace rait {

// The inputs of one call at a time.
class Arguments {
 public:
  // Pushes one value for each parameter. Throws a Failure when the inputs do not fit.
  void bind(const rait_module& module, const Entry& entry, const rait_call& call, torch::jit::Stack& stack);

  // Called before the address of a tensor's memory is given to the host: what of it is an input's is kept. Throws if it cannot be.
  void retain(const at::Tensor& tensor, void* host_context);

  // Called when the run is over and its values are dropped. False when the module holds what it must not use any more.
  bool give_back(void* host_context) noexcept;

 private:
  class Binder;

  at::Tensor tensor(const rait_module& module, const Entry& entry, const rait_tensor& input);

  // Elements of a deque stay where they are.
  std::deque<BorrowedTensor> borrowed_;
  size_t used_ = 0;
};

} // namespace rait
