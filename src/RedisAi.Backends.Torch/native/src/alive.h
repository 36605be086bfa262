// Counts the objects that the C side owns, so that tests see what was not freed.
#pragma once

#include <atomic>
#include <cstdint>

namespace rait {

class Counted {
 public:
  Counted() noexcept { alive_.fetch_add(1, std::memory_order_relaxed); }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

  static int64_t alive() noexcept { return alive_.load(std::memory_order_relaxed); }

 protected:
  ~Counted() { alive_.fetch_sub(1, std::memory_order_relaxed); }

 private:
  static inline std::atomic<int64_t> alive_{0};
};

} // namespace rait
