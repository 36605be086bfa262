#include "host.h"

namespace rait {

namespace {

rait_host s_host{};

} // namespace

const rait_host& host() noexcept {
  return s_host;
}

void set_host(const rait_host& host) noexcept {
  s_host = host;
}

} // namespace rait
