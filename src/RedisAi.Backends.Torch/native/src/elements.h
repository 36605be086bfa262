// Element types on both sides.
#pragma once

#include "compat.h"
#include "error.h"

#include <c10/core/ScalarType.h>

namespace rait {

inline c10::ScalarType to_scalar_type(rait_type type) {
  switch (type) {
    case RAIT_FLOAT32: return c10::kFloat;
    case RAIT_FLOAT64: return c10::kDouble;
    case RAIT_FLOAT16: return c10::kHalf;
    case RAIT_BFLOAT16: return c10::kBFloat16;
    case RAIT_INT8: return c10::kChar;
    case RAIT_INT16: return c10::kShort;
    case RAIT_INT32: return c10::kInt;
    case RAIT_INT64: return c10::kLong;
    case RAIT_UINT8: return c10::kByte;
    case RAIT_BOOL: return c10::kBool;
#if RAIT_HAS_WIDE_UNSIGNED
    case RAIT_UINT16: return c10::ScalarType::UInt16;
    case RAIT_UINT32: return c10::ScalarType::UInt32;
    case RAIT_UINT64: return c10::ScalarType::UInt64;
#else
    case RAIT_UINT16: throw Failure(RAIT_INPUT_MISMATCH, "This libtorch has no tensors of UInt16.");
    case RAIT_UINT32: throw Failure(RAIT_INPUT_MISMATCH, "This libtorch has no tensors of UInt32.");
    case RAIT_UINT64: throw Failure(RAIT_INPUT_MISMATCH, "This libtorch has no tensors of UInt64.");
#endif
    default: throw Failure(RAIT_INPUT_MISMATCH, "libtorch has no tensors of that type of elements.");
  }
}

inline rait_type to_type(c10::ScalarType type) {
  switch (type) {
    case c10::kFloat: return RAIT_FLOAT32;
    case c10::kDouble: return RAIT_FLOAT64;
    case c10::kHalf: return RAIT_FLOAT16;
    case c10::kBFloat16: return RAIT_BFLOAT16;
    case c10::kChar: return RAIT_INT8;
    case c10::kShort: return RAIT_INT16;
    case c10::kInt: return RAIT_INT32;
    case c10::kLong: return RAIT_INT64;
    case c10::kByte: return RAIT_UINT8;
    case c10::kBool: return RAIT_BOOL;
#if RAIT_HAS_WIDE_UNSIGNED
    case c10::ScalarType::UInt16: return RAIT_UINT16;
    case c10::ScalarType::UInt32: return RAIT_UINT32;
    case c10::ScalarType::UInt64: return RAIT_UINT64;
#endif
    default: throw Failure(RAIT_UNSUPPORTED, std::string("A result has elements of type ") + c10::toString(type) + ", which no tensor of the engine has.");
  }
}

} // namespace rait
