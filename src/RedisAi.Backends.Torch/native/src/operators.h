// The operators that scripts and models find beside libtorch's own.
#pragma once

#include <ATen/core/interned_strings.h>

namespace rait {

// redis.*, redisAI.* and the loop check. Registered by a call and not by a static object: what fails while a library is loaded ends
// the process.
void register_host_operators();

// Operators that today's PyTorch writes into files and this libtorch lacks.
void register_missing_operators();

c10::Symbol check_cancel_symbol();

} // namespace rait
