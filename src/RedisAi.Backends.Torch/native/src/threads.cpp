#include "threads.h"

#include "compat.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <omp.h>

namespace rait {

void initialize_threads(int32_t blas_threads) {
  // OpenBLAS built with threads of its own has one pool for the process, and takes turns among callers. One thread for each caller is
  // at least as quick, and does not crowd the threads of other runtimes. Other BLAS libraries do not have the function.
  if (void* set = find_symbol("openblas_set_num_threads")) {
    reinterpret_cast<void (*)(int)>(set)(blas_threads);
  }
}

void prepare_thread(ThreadState& thread, int32_t count) {
  if (!thread.inference) {
    // For as long as the thread lives: nobody else calls this libtorch on it, and entering the mode for each call takes 35 ns.
    static thread_local const c10::InferenceMode mode;
    thread.inference = true;
  }

  if (thread.threads == count) {
    return;
  }

  if (thread.threads == 0) {
    // The first question lets libtorch set this thread up; it would undo what is set before.
    (void)at::get_num_threads();
  }

  omp_set_num_threads(count);
  thread.threads = count;
}

} // namespace rait
