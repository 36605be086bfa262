// What the tests of the C interface share: checks, owners of its objects, and files.
#pragma once

#include "pretend_host.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#if defined(REDISAI_TORCH_SANITIZED)
#include <sanitizer/lsan_interface.h>

// What is made on this thread while one lives may leak. For types of interfaces, which libtorch does not free: each refers to itself
// through its methods. A suppression would have to name all of libtorch, since stacks end where it has no frame pointers.
using MayLeak = __lsan::ScopedDisabler;
#else
struct MayLeak {
  ~MayLeak() {}
};
#endif

// Ends the program: a test that went on after this would only tell less of it.
#define CHECK(condition, ...)                                                     \
  do {                                                                            \
    if (!(condition)) {                                                           \
      std::fprintf(stderr, "%s:%d: %s does not hold.", __FILE__, __LINE__, #condition); \
      std::fprintf(stderr, " " __VA_ARGS__);                                      \
      std::fprintf(stderr, " (last error: %s)\n", text(rait_last_error()).c_str()); \
      std::_Exit(1);                                                              \
    }                                                                             \
  } while (false)

inline rait_load_options options(bool optimize = false, bool allow_files = false) {
  return {-1, optimize ? 1 : 0, allow_files ? 1 : 0, 1};
}

// Reads a text to its last byte, so that one that points nowhere is noticed.
inline size_t walk(rait_text value) {
  size_t sum = 0;
  for (int64_t i = 0; i < value.length; i++) {
    sum += static_cast<unsigned char>(value.data[i]);
  }

  return sum;
}

class Module {
 public:
  explicit Module(rait_module* module) : module_(module) {}
  Module(Module&& other) noexcept : module_(std::exchange(other.module_, nullptr)) {}
  ~Module() { rait_module_free(module_); }

  static Module script(const std::string& source) {
    const rait_load_options plain = options();
    rait_module* module = nullptr;
    CHECK(rait_script_compile(text(source), &plain, &module) == RAIT_OK, "source: %s", source.c_str());
    return Module(module);
  }

  static Module model(const std::string& path, bool optimize = false) {
    const rait_load_options chosen = options(optimize);
    rait_module* module = nullptr;
    CHECK(rait_model_load_file(text(path), &chosen, &module) == RAIT_OK, "file: %s", path.c_str());
    return Module(module);
  }

  rait_module* get() const { return module_; }

  // The index of a function.
  int64_t function(const std::string& name) const {
    const rait_function* functions = nullptr;
    const int64_t count = rait_module_functions(module_, &functions);
    for (int64_t i = 0; i < count; i++) {
      if (text(functions[i].name) == name) {
        return i;
      }
    }

    CHECK(false, "no function %s", name.c_str());
    return -1;
  }

 private:
  rait_module* module_;
};

// Reads all that a module tells of itself.
inline void walk_module(const rait_module* module) {
  const rait_function* functions = nullptr;
  const int64_t count = rait_module_functions(module, &functions);
  for (int64_t i = 0; i < count; i++) {
    const rait_function& function = functions[i];
    (void)(walk(function.name) + walk(function.declaration) + walk(function.unsupported));
    for (int64_t j = 0; j < function.parameter_count; j++) {
      (void)(walk(function.parameters[j].name) + walk(function.parameters[j].type));
    }

    for (int64_t j = 0; j < function.input_count; j++) {
      (void)walk(function.inputs[j].name);
    }

    for (int64_t j = 0; j < function.output_count; j++) {
      (void)walk(function.outputs[j].name);
    }
  }

  (void)rait_module_preparation(module);
  (void)walk(rait_module_remark(module));
}

class Execution {
 public:
  explicit Execution(const Module& module) { CHECK(rait_execution_create(module.get(), &execution_) == RAIT_OK); }
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;
  ~Execution() { rait_execution_free(execution_); }

  rait_execution* get() const { return execution_; }

  // Runs a function over tensors whose descriptions are gone afterwards, and reads every byte of what comes out.
  rait_status run(int64_t function, const std::vector<const HostTensor*>& inputs, PretendHost* host = nullptr, const std::vector<std::string>& keys = {}) {
    std::vector<rait_tensor> views;
    for (const HostTensor* input : inputs) {
      views.push_back(input != nullptr ? input->view() : left_out());
    }

    std::vector<rait_text> texts;
    for (const std::string& key : keys) {
      texts.push_back(text(key));
    }

    rait_call call{};
    call.function = function;
    call.inputs = views.data();
    call.input_count = static_cast<int64_t>(views.size());
    call.keys = call.args = texts.data();
    call.key_count = call.arg_count = static_cast<int64_t>(texts.size());
    call.context = host;
    outputs = nullptr;
    count = 0;
    const rait_status status = rait_run(execution_, &call, &outputs, &count);
    if (status == RAIT_OK) {
      walk_outputs();
    } else {
      CHECK(walk(rait_last_error()) > 0);
    }

    return status;
  }

  const float* floats(int64_t output = 0) const { return static_cast<const float*>(outputs[output].data); }

  const rait_tensor* outputs = nullptr;
  int64_t count = 0;

 private:
  static rait_tensor left_out() {
    rait_tensor none{};
    none.rank = -1;
    return none;
  }

  void walk_outputs() const {
    for (int64_t i = 0; i < count; i++) {
      const rait_tensor& output = outputs[i];
      (void)walk(output.name);
      int64_t elements = output.rank < 0 ? 0 : 1;
      for (int64_t axis = 0; axis < output.rank; axis++) {
        elements *= output.dims[axis];
      }

      for (int64_t element = 0; element < elements && output.type == RAIT_STRING; element++) {
        (void)walk(static_cast<const rait_text*>(output.data)[element]);
      }

      if (output.type != RAIT_STRING && output.rank >= 0) {
        (void)walk({static_cast<const char*>(output.data), elements * static_cast<int64_t>(size_of(output.type))});
      }
    }
  }

  rait_execution* execution_ = nullptr;
};

inline bool exists(const std::string& path) {
  return std::ifstream(path).good();
}

inline std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// A tensor out of a file of NumPy's, which tests/data has in C order only.
inline HostTensor read_npy(const std::string& path) {
  const std::string file = read(path);
  const size_t data = 10 + static_cast<unsigned char>(file[8]) + 256 * static_cast<size_t>(static_cast<unsigned char>(file[9]));
  const std::string header = file.substr(10, data - 10);
  const size_t at = header.find("'descr': '") + 10;
  const std::string name = header.substr(at + 1, 2);
  const rait_type type = name == "f4" ? RAIT_FLOAT32
      : name == "f8"                  ? RAIT_FLOAT64
      : name == "f2"                  ? RAIT_FLOAT16
      : name == "i8"                  ? RAIT_INT64
      : name == "i4"                  ? RAIT_INT32
      : name == "b1"                  ? RAIT_BOOL
                                      : 0;
  CHECK(type != 0, "%s: elements of type %s", path.c_str(), name.c_str());
  std::vector<int64_t> dims;
  const char* next = header.c_str() + header.find('(') + 1;
  while (*next != ')') {
    char* end = nullptr;
    dims.push_back(std::strtoll(next, &end, 10));
    next = end;
    while (*next == ',' || *next == ' ') {
      next++;
    }
  }

  return HostTensor(type, dims, file.data() + data);
}
