#include "threads.h"

#include "compat.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <omp.h>

namespace rait {

namespace {

// Whether the OpenMP that this library calls is the one that libtorch computes with, as it is where both come from one system. A libtorch that
// brings its own may have another. Then libtorch has to be asked, which also resets pools and caches of its own: 1 ms instead of 3 ns with 1.13.
bool shares_openmp() {
  const int before = at::get_num_threads();
  omp_set_num_threads(before + 1);
  const bool shared = at::get_num_threads() == before + 1;
  omp_set_num_threads(before);
  return shared;
}

} // namespace

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

  static const bool shared = shares_openmp();
  if (shared) {
    omp_set_num_threads(count);
  } else {
    at::set_num_threads(count);
  }

  thread.threads = count;
}

} // namespace rait
