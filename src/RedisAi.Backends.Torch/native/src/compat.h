// What differs between versions of libtorch and between platforms, in one place. Verified against 1.13; the later branches follow
// the published headers and were not compiled.
#pragma once

#include <torch/csrc/api/include/torch/version.h>

#define RAIT_TORCH_AT_LEAST(major, minor) \
  (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

#include <c10/core/StorageImpl.h>
#include <c10/core/TensorImpl.h>
#include <c10/util/Optional.h>

#if !defined(_WIN32)
#  include <dlfcn.h>
#endif

#include <optional>

namespace rait {

#if RAIT_TORCH_AT_LEAST(2, 2)
template <typename T>
using Optional = std::optional<T>;
inline constexpr auto kNone = std::nullopt;
#else
template <typename T>
using Optional = c10::optional<T>;
inline constexpr auto kNone = c10::nullopt;
#endif

// Memory to be written to, which from 2.1 on has a name of its own. Where a later version shares memory until somebody writes, this ends the sharing.
inline void* memory_of(c10::StorageImpl& storage) {
#if RAIT_TORCH_AT_LEAST(2, 1)
  return storage.mutable_data();
#else
  return storage.data();
#endif
}

inline void* memory_of(c10::TensorImpl& tensor) {
#if RAIT_TORCH_AT_LEAST(2, 1)
  return tensor.mutable_data();
#else
  return tensor.data();
#endif
}

// A function of some library in the process, or null. Windows asks each library by itself, so there it is always null.
inline void* find_symbol(const char* name) {
#if defined(_WIN32)
  (void)name;
  return nullptr;
#else
  return dlsym(RTLD_DEFAULT, name);
#endif
}

} // namespace rait

// uint16, uint32 and uint64 exist from 2.3 on.
#define RAIT_HAS_WIDE_UNSIGNED RAIT_TORCH_AT_LEAST(2, 3)
