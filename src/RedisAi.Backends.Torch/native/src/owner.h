// Tensors of libtorch's in the host's hands.
#pragma once

#include "alive.h"
#include "redisai_torch.h"

#include <ATen/core/Tensor.h>

#include <utility>

// Keeps a tensor's memory until the host frees it.
struct rait_owner : rait::Counted {
  explicit rait_owner(at::Tensor kept) : tensor(std::move(kept)) {}

  at::Tensor tensor;
};

namespace rait {

// The same elements in the processor's memory, dense and row-major; the tensor itself if it is so already.
at::Tensor as_plain(const at::Tensor& tensor);

// Describes a plain tensor. The description points into the tensor.
rait_tensor describe(const at::Tensor& plain);

// Describes a plain tensor and makes an owner for it, which the receiver frees.
rait_tensor export_owned(const at::Tensor& plain);

} // namespace rait
