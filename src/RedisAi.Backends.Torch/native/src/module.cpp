#include "module.h"

#include "compat.h"
#include "error.h"
#include "script_names.h"

#include <caffe2/serialize/file_adapter.h>
#include <caffe2/serialize/inline_container.h>
#include <caffe2/serialize/read_adapter_interface.h>
#include <torch/csrc/jit/passes/inliner.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/serialization/import.h>
#include <torch/cuda.h>

#include <algorithm>
#include <cstring>

namespace rait {

using caffe2::serialize::ReadAdapterInterface;
using torch::jit::Function;
using torch::jit::GraphFunction;

namespace {

// Reads the caller's bytes where they are.
class MemoryAdapter : public ReadAdapterInterface {
 public:
  MemoryAdapter(const void* bytes, int64_t length) : bytes_(static_cast<const char*>(bytes)), length_(static_cast<size_t>(length)) {}

  size_t size() const override { return length_; }

  size_t read(uint64_t position, void* buffer, size_t count, const char*) const override {
    if (position >= length_) {
      return 0;
    }

    const size_t available = std::min<size_t>(count, length_ - static_cast<size_t>(position));
    std::memcpy(buffer, bytes_ + position, available);
    return available;
  }

 private:
  const char* bytes_;
  size_t length_;
};

GraphFunction* graph_function(Function* function) {
  return dynamic_cast<GraphFunction*>(function);
}

// Code in an archive may run while it is read, and some of it libtorch does not survive, so it is looked at before.
void check_archive_code(const std::shared_ptr<ReadAdapterInterface>& adapter, bool allow_files) {
  caffe2::serialize::PyTorchStreamReader reader(adapter);
  for (const std::string& record : reader.getAllRecords()) {
    const bool code = record.rfind("code/", 0) == 0 && record.size() > 3 && record.compare(record.size() - 3, 3, ".py") == 0;
    if (code) {
      auto [data, size] = reader.getRecord(record);
      const std::string text(static_cast<const char*>(data.get()), size);
      refuse_broken_classes(text, record);
      if (!allow_files) {
        refuse_unsafe_code(text, record);
      }
    }
  }
}

void refuse_unsafe_functions(const torch::jit::CompilationUnit& unit) {
  for (Function* function : unit.get_functions()) {
    if (GraphFunction* graph = graph_function(function)) {
      refuse_unsafe_operators(*graph->graph(), function->name());
    }
  }
}

// Before anything is inlined: libtorch keeps the callee's graph as it was when it was inlined, and runs that.
void add_loop_checks(const torch::jit::CompilationUnit& unit) {
  for (Function* function : unit.get_functions()) {
    if (GraphFunction* graph = graph_function(function)) {
      insert_loop_checks(*graph->graph());
    }
  }
}

// A default may stand for a tensor that is left out, so parameters that have one do not count.
bool only_tensors(const c10::FunctionSchema& schema, bool is_method) {
  const auto& arguments = schema.arguments();
  return std::all_of(arguments.begin() + (is_method ? 1 : 0), arguments.end(), [](const c10::Argument& argument) {
    // Parameters without annotation have a type object of their own, so the kinds are compared.
    return argument.type()->kind() == c10::TypeKind::TensorType && !argument.default_value().has_value();
  });
}

void add_entry(rait_module& module, Function* function, bool is_method) {
  GraphFunction* compiled = graph_function(function);
  TORCH_CHECK(compiled != nullptr, "The function '", function->name(), "' has no graph.");
  const auto graph = compiled->graph();
  torch::jit::Inline(*graph);

  Entry entry;
  entry.function = compiled;
  entry.signature = std::make_unique<Signature>(function->name(), function->getSchema(), *graph, is_method);
  entry.effects = find_effects(*graph);
  entry.only_tensors = only_tensors(function->getSchema(), is_method);
  module.descriptions.push_back(entry.signature->description());
  module.entries.push_back(std::move(entry));
}

// Has libtorch compile the functions for good, which recurses over their graphs: here there is a large stack, on the thread of their first
// caller there is not.
void compile(rait_module& module) {
  for (Entry& entry : module.entries) {
    torch::jit::Stack none;
    (void)entry.function->get_executor().getPlanFor(none, kNone);
  }
}

// Evaluation, constants in place of attributes, and operators rewritten for inference. A module that cannot be frozen stays as it is.
torch::jit::Module frozen(const torch::jit::Module& model) {
  try {
    return torch::jit::freeze(model);
  } catch (const std::exception&) {
    return model;
  }
}

void optimize(torch::jit::Module& model) {
  // A frozen module has no attribute `training`; one that has it would be frozen once more.
  if (model.hasattr("training")) {
    return;
  }

  try {
    torch::jit::optimize_for_inference(model);
  } catch (const std::exception&) {
    // The rewriting is an offer. What it left is checked by running it, as every model is.
  }
}

std::unique_ptr<rait_module> load_model(const std::shared_ptr<ReadAdapterInterface>& adapter, const rait_load_options& options) {
  auto module = std::make_unique<rait_module>();
  module->options = options;
  const c10::Device device = device_of(options);
  check_archive_code(adapter, options.allow_files != 0);
  torch::jit::Module model = torch::jit::load(adapter, device);
  model.eval();
  const auto forward = model.find_method("forward");
  if (!forward.has_value()) {
    throw Failure(RAIT_LOAD_FAILED, "The module has no method 'forward'.");
  }

  if (options.allow_files == 0) {
    refuse_unsafe_functions(*model._ivalue()->compilation_unit());
  }

  add_loop_checks(*model._ivalue()->compilation_unit());
  module->model = options.optimize != 0 ? frozen(model) : model;
  Function& function = module->model.get_method("forward").function();
  add_entry(*module, &function, true);
  if (options.optimize != 0) {
    optimize(module->model);

    // Once more: what rewrites loops may have lost some.
    add_loop_checks(*module->model._ivalue()->compilation_unit());
  }

  compile(*module);
  return module;
}

} // namespace

c10::Device device_of(const rait_load_options& options) {
  if (options.device_index < 0) {
    return c10::Device(c10::kCPU);
  }

  const std::string name = "cuda:" + std::to_string(options.device_index);
  if (!torch::cuda::is_available()) {
    throw Failure(RAIT_NO_DEVICE, "The device '" + name + "' was asked for, but this libtorch has no support for CUDA, or there is no GPU.");
  }

  const int64_t count = static_cast<int64_t>(torch::cuda::device_count());
  if (options.device_index >= count) {
    throw Failure(RAIT_NO_DEVICE, "The device '" + name + "' was asked for, but there are " + std::to_string(count) + " GPUs.");
  }

  return c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(options.device_index));
}

std::unique_ptr<rait_module> load_model_file(const std::string& path, const rait_load_options& options) {
  return load_model(std::make_shared<caffe2::serialize::FileAdapter>(path), options);
}

std::unique_ptr<rait_module> load_model_bytes(const void* bytes, int64_t length, const rait_load_options& options) {
  return load_model(std::make_shared<MemoryAdapter>(bytes, length), options);
}

std::unique_ptr<rait_module> compile_script(const std::string& source, const rait_load_options& options) {
  device_of(options);
  auto module = std::make_unique<rait_module>();
  module->options = options;
  module->unit = std::make_shared<torch::jit::CompilationUnit>();

  // The parser wants a line's end after the last line.
  const auto functions = module->unit->define(kNone, source + "\n", script_resolver(), nullptr);
  if (functions.empty()) {
    throw Failure(RAIT_COMPILATION_FAILED, "The source has no function.");
  }

  if (options.allow_files == 0) {
    refuse_unsafe_functions(*module->unit);
  }

  add_loop_checks(*module->unit);
  for (Function* function : functions) {
    add_entry(*module, function, false);
  }

  compile(*module);
  return module;
}

} // namespace rait
