// Models and scripts: loaded or compiled, checked, and ready to run.
#pragma once

#include "alive.h"
#include "graph_checks.h"
#include "redisai_torch.h"
#include "signature.h"

#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/api/module.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace rait {

// A function as it is run.
struct Entry {
  torch::jit::GraphFunction* function;
  // Positions of parameters are those of this schema, `self` not counted.
  std::unique_ptr<Signature> signature;
  Effects effects;
  // Each parameter is a tensor, so there is nothing to convert.
  bool only_tensors;
};

} // namespace rait

struct rait_module : rait::Counted {
  rait_load_options options{};

  // One of both: a model's object, or a script's functions.
  torch::jit::Module model;
  std::shared_ptr<torch::jit::CompilationUnit> unit;

  // RAIT_FROZEN and the like, and what kept it from being frozen or optimized.
  int32_t preparation = 0;
  std::string remark;

  std::vector<rait::Entry> entries;
  std::vector<rait_function> descriptions;

  // Held by a run that changes the module's state.
  std::timed_mutex state;

  // The state has a tensor without memory: an input that was kept when there was none for it.
  std::atomic<bool> damaged{false};

  bool is_model() const { return unit == nullptr; }
};

namespace rait {

std::unique_ptr<rait_module> load_model_file(const std::string& path, const rait_load_options& options);
std::unique_ptr<rait_module> load_model_bytes(const void* bytes, int64_t length, const rait_load_options& options);
std::unique_ptr<rait_module> compile_script(const std::string& source, const rait_load_options& options);

c10::Device device_of(const rait_load_options& options);

} // namespace rait
