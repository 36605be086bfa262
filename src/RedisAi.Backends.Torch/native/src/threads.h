// How many threads an operator may use: decided for each run, since libtorch and its BLAS keep the number for each thread or process.
#pragma once

#include "redisai_torch.h"

namespace rait {

// Called once: keeps BLAS from starting threads of its own.
void initialize_threads();

// Sets the number for operators that this thread calls from now on.
void use_threads(int32_t count);

} // namespace rait
