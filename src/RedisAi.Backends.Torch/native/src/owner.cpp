#include "owner.h"

#include "compat.h"
#include "elements.h"
#include "error.h"

#include <memory>
#include <string>

namespace rait {

bool is_plain(const at::Tensor& tensor) {
  if (!tensor.defined()) {
    return false;
  }

  // The usual tensor has just these keys; what has others (quantized, sparse, conjugated, on a GPU) is looked at by as_plain.
  constexpr c10::DispatchKeySet usual({c10::DispatchKey::CPU, c10::DispatchKey::AutogradCPU, c10::DispatchKey::ADInplaceOrView});
  const c10::TensorImpl* impl = tensor.unsafeGetTensorImpl();
  return (impl->key_set() - usual).empty() && impl->is_contiguous();
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

  plain = plain.contiguous();

  // Zeros that are not written out have no memory; a copy has.
  return plain._is_zerotensor() ? plain.clone() : plain;
}

void describe(const at::Tensor& plain, rait_tensor& description) {
  c10::TensorImpl* impl = plain.unsafeGetTensorImpl();
  if (impl->dim() > RAIT_MAX_RANK) {
    throw Failure(
        RAIT_UNSUPPORTED, "A tensor has " + std::to_string(impl->dim()) + " axes; those of the engine have at most " + std::to_string(RAIT_MAX_RANK) + ".");
  }

  description.data = memory_of(*impl);
  description.dims = impl->sizes().data();
  description.rank = impl->dim();
  description.type = to_type(plain.scalar_type());
}

rait_tensor export_owned(const at::Tensor& plain) {
  rait_tensor description{};
  describe(plain, description);
  description.owner = new rait_owner(plain);
  return description;
}

} // namespace rait
