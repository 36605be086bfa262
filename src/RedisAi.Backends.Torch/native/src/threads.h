// How many threads an operator may use: decided for each run, since libtorch and its BLAS keep the number for each thread or process.
#pragma once

#include "run_context.h"

namespace rait {

// Called once: says how many threads of its own BLAS may use.
void initialize_threads(int32_t blas_threads);

// Readies this thread for a run: inference mode, and how many threads operators may use.
void prepare_thread(ThreadState& thread, int32_t count);

} // namespace rait
