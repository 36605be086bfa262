#include "module.h"

#include "archive_code.h"
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
#include <new>

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

void check_archive_code(const std::shared_ptr<ReadAdapterInterface>& adapter, bool allow_files) {
  caffe2::serialize::PyTorchStreamReader reader(adapter);
  for (const std::string& record : reader.getAllRecords()) {
    if (is_code(record)) {
      auto [data, size] = reader.getRecord(record);
      check_code(std::string(static_cast<const char*>(data.get()), size), record, allow_files);
    }
  }

  // In this format any record may hold code, so it is not known what to look at.
  if (reader.hasRecord("model.json")) {
    throw Failure(RAIT_LOAD_FAILED, "The archive has a model.json: it is in the format of the first versions of TorchScript, which is not read. Save the model again.");
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

void add_forward(rait_module& module) {
  module.entries.clear();
  module.descriptions.clear();
  add_entry(module, &module.model.get_method("forward").function(), true);
}

// Puts constants in place of attributes, as evaluation has them. What cannot be frozen stays as it is, and the module says why.
bool freeze(rait_module& module, const torch::jit::Module& model) {
  try {
    module.model = torch::jit::freeze(model);
    add_forward(module);
    if (!module.entries[0].effects.changes_constants) {
      return true;
    }

    module.remark = "It was not frozen: it has operators that change running statistics, which would become constants.";
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    module.remark = "It was not frozen: " + current_message();
  }

  module.model = model;
  add_forward(module);
  return false;
}

// Rewrites the operators of a frozen module for inference.
bool optimize(rait_module& module) {
  if (module.model.hasattr("training")) {
    module.remark = "Its operators were not rewritten for inference: something of it was left unfrozen.";
    return false;
  }

  try {
    torch::jit::optimize_for_inference(module.model);
    return true;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    module.remark = "Its operators were not rewritten for inference: " + current_message();
    return false;
  }
}

void prepare(rait_module& module, const torch::jit::Module& model) {
  if (!freeze(module, model)) {
    return;
  }

  module.preparation = RAIT_FROZEN;
  if (optimize(module)) {
    module.preparation |= RAIT_OPTIMIZED;
  } else {
    // The rewriting may have ended halfway. Freezing once more costs less than a copy for this case, which would live beside the other.
    const std::string remark = module.remark;
    module.preparation = freeze(module, model) ? RAIT_FROZEN : 0;
    module.remark = remark;
  }

  // Once more: what rewrites loops may have lost some.
  add_loop_checks(*module.model._ivalue()->compilation_unit());
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
  if (options.optimize != 0) {
    prepare(*module, model);
  } else {
    module->model = model;
    add_forward(*module);
  }

  module->preparation |= module->entries[0].effects.convolves ? RAIT_EACH_SHAPE : 0;
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
