// Text across the line.
#pragma once

#include "redisai_torch.h"

#include <string>

namespace rait {

inline std::string to_string(rait_text text) {
  return text.length > 0 ? std::string(text.data, static_cast<size_t>(text.length)) : std::string();
}

inline rait_text to_text(const std::string& text) {
  return {text.data(), static_cast<int64_t>(text.size())};
}

} // namespace rait
