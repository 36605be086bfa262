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

// Whether a tensor is in the processor's memory, dense and row-major.
bool is_plain(const at::Tensor& tensor);

// The same elements as a plain tensor; the tensor itself if it is one.
at::Tensor as_plain(const at::Tensor& tensor);

// Writes memory, shape and type of a plain tensor into a description, which points into the tensor. Throws a Failure where the host has no
// such tensors.
void describe(const at::Tensor& plain, rait_tensor& description);

// Describes a plain tensor and makes an owner for it, which the receiver frees.
rait_tensor export_owned(const at::Tensor& plain);

} // namespace rait
