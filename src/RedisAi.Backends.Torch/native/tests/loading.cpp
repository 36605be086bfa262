// Models and scripts are loaded, from files and from bytes, or refused.
#include "shim_test.h"

#include <cmath>
#include <optional>

namespace {

const std::vector<std::string>& models() {
  static const std::vector<std::string> names = {"add16", "alias_buffer", "alias_twice", "alias_view", "counter", "dict_result", "dropout_in_place", "fork",
      "gru_step", "identity", "in_place", "interface", "list_input", "list_output", "lstm_step", "mlp", "mlp_int8", "named_tuple_result", "nested_result",
      "optional_input", "optional_state", "repeated_names", "resnet", "scalar_arguments", "slow", "stash", "train_mode", "tuple_input", "with_enum"};
  return names;
}

void models_give_their_recorded_results() {
  for (const std::string& name : models()) {
    for (const bool optimize : {false, true}) {
      std::optional<MayLeak> leaks;
      if (name == "interface") {
        leaks.emplace();
      }

      const Module module = Module::model(archive(name), optimize);
      leaks.reset();
      walk_module(module.get());
      std::vector<HostTensor> inputs;
      std::vector<const HostTensor*> given;
      for (int i = 0; exists(s_data + "/" + name + ".in." + std::to_string(i) + ".npy"); i++) {
        inputs.push_back(read_npy(s_data + "/" + name + ".in." + std::to_string(i) + ".npy"));
      }

      for (const HostTensor& input : inputs) {
        given.push_back(&input);
      }

      PretendHost host;
      Execution execution(module);
      CHECK(execution.run(0, given, &host) == RAIT_OK, "model: %s", name.c_str());
      CHECK(execution.count > 0);
      for (int64_t i = 0; i < execution.count; i++) {
        const HostTensor expected = read_npy(s_data + "/" + name + ".out." + std::to_string(i) + ".npy");
        const rait_tensor& output = execution.outputs[i];
        CHECK(output.type == expected.view().type && output.rank == expected.view().rank, "model: %s", name.c_str());
        if (output.type == RAIT_FLOAT32) {
          const float difference = std::fabs(execution.floats(i)[0] - *static_cast<const float*>(expected.view().data));
          CHECK(difference < 1e-2, "model: %s, output %d differs by %f", name.c_str(), static_cast<int>(i), difference);
        }
      }

      // A second run uses again what the first left.
      CHECK(execution.run(0, given, &host) == RAIT_OK);
    }
  }
}

void models_are_loaded_from_bytes_that_are_gone_afterwards() {
  const rait_load_options plain = options();
  rait_module* loaded = nullptr;
  {
    const std::string bytes = read(archive("add16"));
    CHECK(rait_model_load_bytes(bytes.data(), static_cast<int64_t>(bytes.size()), &plain, &loaded) == RAIT_OK);
  }

  const Module module(loaded);
  Execution execution(module);
  const HostTensor x(RAIT_FLOAT32, {16});
  CHECK(execution.run(0, {&x, &x}) == RAIT_OK);
}

void bad_archives_are_refused() {
  const rait_load_options plain = options();
  rait_module* module = nullptr;
  CHECK(rait_model_load_file(text(archive("absent")), &plain, &module) == RAIT_LOAD_FAILED && module == nullptr);
  CHECK(rait_model_load_bytes("", 0, &plain, &module) == RAIT_LOAD_FAILED && module == nullptr);
  const std::string whole = read(archive("mlp"));
  for (const size_t length : {size_t{1}, size_t{22}, whole.size() / 3, whole.size() / 2, whole.size() - 1}) {
    // A copy of that size, so that reading on is noticed.
    const std::vector<char> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    CHECK(rait_model_load_bytes(cut.data(), static_cast<int64_t>(length), &plain, &module) == RAIT_LOAD_FAILED && module == nullptr);
  }

  for (const char* name : {"reads_file", "saves_file", "saves_file_at_load"}) {
    CHECK(rait_model_load_file(text(archive(name)), &plain, &module) == RAIT_OPERATOR_REFUSED && module == nullptr, "%s", name);
  }

  const rait_load_options files = options(false, true);
  CHECK(rait_model_load_file(text(archive("reads_file")), &files, &module) == RAIT_OK);
  rait_module_free(module);
  module = nullptr;

  rait_load_options device = options();
  device.device_index = 99;
  CHECK(rait_model_load_file(text(archive("mlp")), &device, &module) == RAIT_NO_DEVICE && module == nullptr);
}

void bad_sources_are_refused() {
  const rait_load_options plain = options();
  rait_module* module = nullptr;
  for (const char* source : {"", "def", "def f(x):\n    return y", "x = 1", "def f(x):\n    return torch.absent(x)", "def f(x: Nothing):\n    return x",
           "def f(x):\n    return redisAI.absent(x)", "\xff\xfe", "def f(x):\n  if x:\n"}) {
    CHECK(rait_script_compile(text(std::string(source)), &plain, &module) == RAIT_COMPILATION_FAILED && module == nullptr, "%s", source);
  }

  CHECK(rait_script_compile(text(std::string("def f(x):\n    return torch.from_file(\"name\")")), &plain, &module) == RAIT_OPERATOR_REFUSED);
}

} // namespace

void test_loading() {
  RUN(models_give_their_recorded_results);
  RUN(models_are_loaded_from_bytes_that_are_gone_afterwards);
  RUN(bad_archives_are_refused);
  RUN(bad_sources_are_refused);
}
