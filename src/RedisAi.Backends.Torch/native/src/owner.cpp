#include "owner.h"

#include "elements.h"
#include "error.h"

#include <memory>

namespace rait {

bool is_plain(const at::Tensor& tensor) {
  return tensor.defined() && tensor.layout() == c10::kStrided && tensor.device().type() == c10::kCPU && !tensor.is_quantized() &&
      !tensor.is_conj() && !tensor.is_neg() && tensor.is_contiguous();
}

at::Tensor as_plain(const at::Tensor& tensor) {
  if (!tensor.defined()) {
    throw Failure(RAIT_UNSUPPORTED, "A result is an undefined tensor.");
  }

  if (tensor.is_quantized()) {
    throw Failure(RAIT_UNSUPPORTED, "A result is a quantized tensor: give tensor.dequantize() or tensor.int_repr().");
  }

  at::Tensor plain = tensor;
  if (plain.layout() != c10::kStrided) {
    plain = plain.to_dense();
  }

  if (plain.device().type() != c10::kCPU) {
    plain = plain.to(c10::kCPU);
  }

  if (plain.is_conj()) {
    plain = plain.resolve_conj();
  }

  if (plain.is_neg()) {
    plain = plain.resolve_neg();
  }

  return plain.contiguous();
}

rait_tensor describe(const at::Tensor& plain) {
  rait_tensor description{};
  description.data = plain.data_ptr();
  description.dims = plain.sizes().data();
  description.rank = plain.dim();
  description.type = to_type(plain.scalar_type());
  return description;
}

rait_tensor export_owned(const at::Tensor& plain) {
  rait_tensor description = describe(plain);
  description.owner = new rait_owner(plain);
  return description;
}

} // namespace rait
