#include "error.h"
#include "execution.h"
#include "elements.h"
#include "threads.h"

#include <ATen/ops/from_blob.h>

// As a C++ application would do it: no error texts, no cancellation, no result but the first element.
rait_status rait_benchmark(rait_module* module, const rait_call* call, int64_t rounds) {
  return rait::guarded(RAIT_FAILED, [&] {
    rait::prepare_thread(rait::thread_state(), module->options.threads);
    torch::jit::Function& function = *module->entries[static_cast<size_t>(call->function)].function;
    torch::jit::Stack stack;
    volatile float sink = 0;
    for (int64_t round = 0; round < rounds; round++) {
      stack.clear();
      if (module->is_model()) {
        stack.emplace_back(module->model._ivalue());
      }

      for (int64_t i = 0; i < call->input_count; i++) {
        const rait_tensor& input = call->inputs[i];
        stack.emplace_back(at::from_blob(
            input.data, at::IntArrayRef(input.dims, static_cast<size_t>(input.rank)), at::TensorOptions(rait::to_scalar_type(input.type))));
      }

      function.run(stack);
      const at::Tensor output = torch::jit::pop(stack).toTensor();
      sink = static_cast<const float*>(output.data_ptr())[0];
    }

    (void)sink;
  });
}
