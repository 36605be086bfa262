// A libtorch tensor over memory of the host's: used in place, and never longer than the host allows.
#pragma once

#include "redisai_torch.h"

#include <ATen/core/Tensor.h>

#include <utility>

namespace rait {

// One input of an execution. Making a tensor over memory takes 100 ns, so it is made once and pointed elsewhere for each call.
class BorrowedTensor {
 public:
  // The tensor over an input's memory, until `give_back`.
  const at::Tensor& borrow(const rait_tensor& input);

  // Whether a tensor shows this memory.
  bool is_shown_by(const at::Tensor& tensor) const;

  // Asks the host to keep the memory as long as a tensor shows it: from here on its address may be given away. Throws if it cannot.
  void retain(void* host_context);

  // Called when the run is over and its values are dropped. If something still refers to the memory, say an attribute of the
  // module, the host is asked to keep it, and this starts anew. Should it not, what refers to it gets a copy; false when there is no
  // memory for that either, and whatever refers to it must not be used any more.
  bool give_back(void* host_context) noexcept;

 private:
  at::Tensor tensor_;
  void* owner_ = nullptr;
  bool lent_ = false;
  bool retained_ = false;
};

// A description that came with a reference on memory of the host's, which is given back unless somebody takes it.
class HandedOver {
 public:
  HandedOver() = default;
  HandedOver(const HandedOver&) = delete;
  HandedOver& operator=(const HandedOver&) = delete;
  ~HandedOver();

  rait_tensor& tensor() noexcept { return tensor_; }

  void* release() noexcept { return std::exchange(tensor_.owner, nullptr); }

 private:
  rait_tensor tensor_{};
};

// A tensor that takes that reference, and gives it back when the last tensor over the memory is gone.
at::Tensor adopt(HandedOver& value);

} // namespace rait
