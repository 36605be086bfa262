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

// Puts a copy in the place of a storage's memory, or nothing if there is no memory for one.
bool give_copy(c10::StorageImpl& storage, const void* data) noexcept {
  try {
    c10::DataPtr copy = c10::GetCPUAllocator()->allocate(storage.nbytes());
    std::memcpy(copy.get(), data, storage.nbytes());
    storage.set_data_ptr_noswap(std::move(copy));
    return true;
  } catch (...) {
    storage.set_data_ptr_noswap(c10::DataPtr(nullptr, c10::kCPU));
    storage.set_nbytes(0);
    return false;
  }
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

bool BorrowedTensor::is_shown_by(const at::Tensor& tensor) const {
  return lent_ && tensor.storage().is_alias_of(tensor_.storage());
}

void BorrowedTensor::retain(void* host_context) {
  if (retained_) {
    return;
  }

  c10::StorageImpl* storage = tensor_.storage().unsafeGetStorageImpl();
  void* retained = host().retain(host_context, owner_);
  TORCH_CHECK(retained != nullptr, "An input cannot be handed to the engine: there is no memory to keep it with.");
  storage->set_data_ptr_noswap(c10::DataPtr(memory_of(*storage), retained, host().release, c10::kCPU));
  retained_ = true;
}

bool BorrowedTensor::give_back(void* host_context) noexcept {
  if (!lent_) {
    return true;
  }

  lent_ = false;
  const bool retained = std::exchange(retained_, false);
  const bool alone = tensor_.use_count() == 1 && tensor_.storage().use_count() == 1;
  if (alone && !retained) {
    return true;
  }

  // Somebody kept it, and can only let go from now on: nobody else gets hold of a storage that only they and this refer to.
  c10::StorageImpl* storage = tensor_.storage().unsafeGetStorageImpl();
  void* data = memory_of(*storage);
  if (alone) {
    // Whoever got it has let it go during the run, so the reference goes, too.
    storage->set_data_ptr_noswap(c10::DataPtr(data, c10::kCPU));
    return true;
  }

  bool kept = true;
  if (!retained) {
    if (void* reference = host().retain(host_context, owner_)) {
      storage->set_data_ptr_noswap(c10::DataPtr(data, reference, host().release, c10::kCPU));
    } else {
      kept = give_copy(*storage, data);
    }
  }

  tensor_.reset();
  return kept;
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
