// The callbacks of the host.
#pragma once

#include "redisai_torch.h"

namespace rait {

// Set once by rait_initialize.
const rait_host& host() noexcept;
void set_host(const rait_host& host) noexcept;

} // namespace rait
