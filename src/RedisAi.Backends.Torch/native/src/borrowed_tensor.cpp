#include "borrowed_tensor.h"

#include "compat.h"
#include "elements.h"
#include "host.h"

#include <ATen/ops/from_blob.h>
#include <c10/core/CPUAllocator.h>

#include <cstring>

namespace rait {

namespace {

at::IntArrayRef shape_of(const rait_tensor& value) {
  return at::IntArrayRef(value.dims, static_cast<size_t>(value.rank));
}

} // namespace

const at::Tensor& BorrowedTensor::borrow(const rait_tensor& input) {
  const c10::ScalarType type = to_scalar_type(input.type);
  if (!tensor_.defined() || tensor_.scalar_type() != type) {
    tensor_ = at::from_blob(input.data, shape_of(input), at::TensorOptions(type));
  } else {
    c10::TensorImpl* impl = tensor_.unsafeGetTensorImpl();
    if (impl->sizes() != shape_of(input)) {
      impl->set_sizes_contiguous(shape_of(input));
    }

    c10::StorageImpl* storage = impl->storage().unsafeGetStorageImpl();
    storage->set_data_ptr_noswap(c10::DataPtr(input.data, c10::kCPU));
    storage->set_nbytes(static_cast<size_t>(impl->numel()) * impl->itemsize());
  }

  owner_ = input.owner;
  lent_ = true;
  return tensor_;
}

void BorrowedTensor::give_back(void* host_context) {
  if (!lent_) {
    return;
  }

  lent_ = false;
  if (tensor_.use_count() == 1 && tensor_.storage().use_count() == 1) {
    return;
  }

  // Somebody kept it, and can only let go from now on: nobody else gets hold of a storage that only they and this refer to.
  c10::StorageImpl* storage = tensor_.storage().unsafeGetStorageImpl();
  void* data = memory_of(*storage);
  if (void* retained = host().retain(host_context, owner_)) {
    storage->set_data_ptr_noswap(c10::DataPtr(data, retained, host().release, c10::kCPU));
  } else {
    c10::DataPtr copy = c10::GetCPUAllocator()->allocate(storage->nbytes());
    std::memcpy(copy.get(), data, storage->nbytes());
    storage->set_data_ptr_noswap(std::move(copy));
  }

  tensor_.reset();
}

at::Tensor adopt(HandedOver& value) {
  const rait_tensor& given = value.tensor();
  const at::TensorOptions options(to_scalar_type(given.type));
  return at::for_blob(given.data, shape_of(given)).context(value.release(), host().release).options(options).make_tensor();
}

HandedOver::~HandedOver() {
  if (tensor_.owner != nullptr) {
    host().release(tensor_.owner);
  }
}

} // namespace rait
