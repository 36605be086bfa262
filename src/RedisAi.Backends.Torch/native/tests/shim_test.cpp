// Calls every function of the C interface, well and badly, and gives everything back. Built with sanitizers by eng/sanitize.sh, whose
// reports are what this is for; what the numbers are is tested elsewhere.
//
//   shim_test tests/data/torch
#include "shim_test.h"

#if defined(REDISAI_TORCH_SANITIZED)
// Memory that is not to be had is an error of the call, as without sanitizers.
extern "C" const char* __asan_default_options() {
  return "allocator_may_return_null=1";
}
#endif

namespace {

void the_library_tells_what_it_is() {
  CHECK(rait_abi_version() == RAIT_ABI_VERSION);
  CHECK(walk(rait_torch_version()) > 0);
  (void)rait_has_cuda();
  (void)walk(rait_last_error());
}

void the_benchmark_runs() {
  const Module module = Module::model(archive("add16"));
  const HostTensor x(RAIT_FLOAT32, {16});
  const rait_tensor inputs[] = {x.view(), x.view()};
  rait_call call{};
  call.inputs = inputs;
  call.input_count = 2;
  CHECK(rait_benchmark(module.get(), &call, 10) == RAIT_OK);
  call.input_count = 1;
  CHECK(rait_benchmark(module.get(), &call, 1) != RAIT_OK);
}

} // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "shim_test FOLDER, the one with the archives of tests/data\n");
    return 2;
  }

  s_data = arguments[1];
  RUN(the_library_tells_what_it_is);
  const rait_host host = PretendHost::table();
  CHECK(rait_initialize(&host, 1) == RAIT_OK);
  CHECK(rait_initialize(&host, 1) == RAIT_OK);
  test_loading();
  test_results();
  test_inputs();
  test_callbacks();
  test_threads();
  RUN(the_benchmark_runs);
  std::printf("All of the C interface was called, and everything was given back.\n");
  return 0;
}
