// The C functions: each guards a call into the rest.
#include "compat.h"
#include "error.h"
#include "execution.h"
#include "host.h"
#include "module.h"
#include "operators.h"
#include "text.h"
#include "threads.h"

#include <torch/cuda.h>
#include <torch/csrc/jit/runtime/graph_executor.h>

#include <mutex>

using rait::guarded;

int32_t rait_abi_version(void) {
  return RAIT_ABI_VERSION;
}

rait_text rait_torch_version(void) {
  static const std::string version = TORCH_VERSION;
  return rait::to_text(version);
}

int32_t rait_has_cuda(void) {
  int32_t has = 0;
  (void)guarded(RAIT_FAILED, [&] { has = torch::cuda::is_available() ? 1 : 0; });
  return has;
}

rait_text rait_last_error(void) {
  return rait::last_message();
}

rait_status rait_initialize(const rait_host* host, int32_t blas_threads) {
  return guarded(RAIT_FAILED, [&] {
    static std::once_flag once;
    std::call_once(once, [&] {
      rait::register_host_operators();
      rait::register_missing_operators();
      rait::initialize_threads(blas_threads);

      // Without profiling a function is ready after its first run, whatever shapes come next. Profiling serves fusers, which on the
      // processor this library does not have.
      torch::jit::getProfilingMode() = false;
    });
    rait::set_host(*host);
  });
}

int64_t rait_alive(void) {
  return rait::Counted::alive();
}

rait_status rait_model_load_file(rait_text path, const rait_load_options* options, rait_module** module) {
  return guarded(RAIT_LOAD_FAILED, [&] { *module = rait::load_model_file(rait::to_string(path), *options).release(); });
}

rait_status rait_model_load_bytes(const void* bytes, int64_t length, const rait_load_options* options, rait_module** module) {
  return guarded(RAIT_LOAD_FAILED, [&] { *module = rait::load_model_bytes(bytes, length, *options).release(); });
}

rait_status rait_script_compile(rait_text source, const rait_load_options* options, rait_module** module) {
  return guarded(RAIT_COMPILATION_FAILED, [&] { *module = rait::compile_script(rait::to_string(source), *options).release(); });
}

void rait_module_free(rait_module* module) {
  delete module;
}

int64_t rait_module_functions(const rait_module* module, const rait_function** functions) {
  *functions = module->descriptions.data();
  return static_cast<int64_t>(module->descriptions.size());
}

int32_t rait_module_preparation(const rait_module* module) {
  return module->preparation;
}

rait_text rait_module_remark(const rait_module* module) {
  return rait::to_text(module->remark);
}

rait_status rait_execution_create(rait_module* module, rait_execution** execution) {
  return guarded(RAIT_FAILED, [&] { *execution = new rait_execution(*module); });
}

void rait_execution_free(rait_execution* execution) {
  delete execution;
}

void rait_execution_cancel(rait_execution* execution) {
  execution->cancel.store(true, std::memory_order_relaxed);
}

void rait_execution_reset(rait_execution* execution) {
  execution->cancel.store(false, std::memory_order_relaxed);
}

rait_status rait_run(rait_execution* execution, const rait_call* call, const rait_tensor** outputs, int64_t* output_count) {
  return guarded(RAIT_FAILED, [&] {
    execution->run(*call);
    *outputs = execution->results.descriptions().data();
    *output_count = static_cast<int64_t>(execution->results.descriptions().size());
  });
}

rait_owner* rait_execution_take(rait_execution* execution, int64_t output) {
  rait_owner* owner = nullptr;
  (void)guarded(RAIT_FAILED, [&] { owner = execution->results.release(output); });
  return owner;
}

void rait_execution_clear(rait_execution* execution) {
  execution->results.clear();
}

void rait_owner_free(rait_owner* owner) {
  delete owner;
}
