#include "threads.h"

#include <ATen/Parallel.h>

#include <omp.h>

#if !defined(_WIN32)
#  include <dlfcn.h>
#endif

namespace rait {

namespace {

// 0 while libtorch has not set this thread up yet.
thread_local int32_t t_threads = 0;

} // namespace

void initialize_threads() {
#if !defined(_WIN32)
  // OpenBLAS built with threads of its own has one pool for the process, and takes turns among callers. One thread for each caller is
  // at least as quick, and does not crowd the threads of other runtimes. Other BLAS libraries do not have the function.
  if (void* set = dlsym(RTLD_DEFAULT, "openblas_set_num_threads")) {
    reinterpret_cast<void (*)(int)>(set)(1);
  }
#endif
}

void use_threads(int32_t count) {
  if (t_threads == count) {
    return;
  }

  if (t_threads == 0) {
    // The first question lets libtorch set this thread up; it would undo what is set before.
    (void)at::get_num_threads();
  }

  omp_set_num_threads(count);
  t_threads = count;
}

} // namespace rait
