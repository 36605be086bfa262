// Calls every function of the C interface, well and badly, and gives everything back. Built with sanitizers by eng/sanitize.sh, whose
// reports are what this is for; what the numbers are is tested elsewhere.
//
//   shim_test tests/data/torch
#include "support.h"

#include <chrono>
#include <cmath>
#include <optional>
#include <set>
#include <thread>

namespace {

std::string s_data;

std::string archive(const std::string& name) {
  return s_data + "/" + name + ".pt";
}

void walk_module(const rait_module* module) {
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

void the_library_tells_what_it_is() {
  CHECK(rait_abi_version() == RAIT_ABI_VERSION);
  CHECK(walk(rait_torch_version()) > 0);
  (void)rait_has_cuda();
  (void)walk(rait_last_error());
}

const std::vector<std::string>& models() {
  static const std::vector<std::string> names = {"add16", "alias_buffer", "alias_twice", "alias_view", "counter", "dict_result", "dropout_in_place", "fork",
      "gru_step", "identity", "in_place", "interface", "list_input", "list_output", "lstm_step", "mlp", "mlp_int8", "named_tuple_result", "nested_result",
      "optional_input", "resnet", "scalar_arguments", "slow", "stash", "train_mode", "tuple_input", "with_enum"};
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

void each_type_of_elements_goes_in_and_out() {
  const Module module = Module::script("def same(x):\n    return x\ndef copied(x):\n    return x.clone()\n");
  walk_module(module.get());
  Execution execution(module);
  for (rait_type type = RAIT_FLOAT32; type <= RAIT_BOOL; type++) {
    for (const std::vector<int64_t>& dims : {std::vector<int64_t>{}, {5}, {2, 3}, {0}, {1, 2, 3, 4, 5}}) {
      const HostTensor x(type, dims);
      for (int64_t function = 0; function < 2; function++) {
        CHECK(execution.run(function, {&x}) == RAIT_OK && execution.count == 1);
        CHECK(execution.outputs[0].type == type && execution.outputs[0].rank == static_cast<int64_t>(dims.size()));
        CHECK(execution.outputs[0].data != x.view().data || x.view().data == nullptr || dims == std::vector<int64_t>{0});
      }
    }
  }

  for (const rait_type type : {0, static_cast<int>(RAIT_STRING), 15, -1}) {
    const HostTensor x(type, {8});
    CHECK(execution.run(0, {&x}) == RAIT_INPUT_MISMATCH);
  }
}

void results_of_each_kind_are_described() {
  const Module module = Module::script(R"(
def number(x):
    return x.numel()
def real(x):
    return 0.5
def truth(x):
    return True
def words(x):
    return "größe"
def nothing(x):
    return None
def numbers(x):
    return [1, 2, 3]
def reals(x):
    return [0.5, 1.5]
def truths(x):
    return [True, False]
def many_words(x):
    return ["a", "", "ccc"]
def no_words(x) -> List[str]:
    return []
def tuple(x):
    return x, (x + 1, "text"), 3
def list(x) -> List[Tensor]:
    return [x, x, x * 2]
def dict(x) -> Dict[str, Tensor]:
    return {"a": x, "b": x[0]}
def by_number(x) -> Dict[int, Tensor]:
    return {3: x, 4: x + 1}
def optional(x) -> Tuple[Optional[Tensor], Tensor]:
    return None, x
def transposed(x):
    return x.reshape(3, 1).expand(3, 2).t()
def part(x):
    return x[1:2]
def sparse(x):
    return x.to_sparse()
def conjugate(x):
    return torch.view_as_real(torch.complex(x, x).conj().resolve_conj())
def imaginary(x):
    return torch.complex(x, x).conj().imag
def complex(x):
    return torch.complex(x, x)
def quantized(x):
    return torch.quantize_per_tensor(x, 0.1, 0, 13)
def device(x):
    return x.device
)");
  walk_module(module.get());
  const std::set<std::string> refused = {"complex", "quantized", "device"};
  const HostTensor x = HostTensor::floats({1, 2, 3});
  const rait_function* functions = nullptr;
  const int64_t count = rait_module_functions(module.get(), &functions);
  Execution execution(module);
  for (int64_t i = 0; i < count; i++) {
    const std::string name = text(functions[i].name);
    const rait_status status = execution.run(i, {&x});
    CHECK(status == (refused.count(name) > 0 ? RAIT_UNSUPPORTED : RAIT_OK), "%s: %d", name.c_str(), status);
    if (name == "tuple") {
      CHECK(execution.count == 4 && execution.outputs[2].type == RAIT_STRING && execution.outputs[3].type == RAIT_INT64);
    }
  }

  rait_execution_clear(execution.get());
}

void outputs_outlive_what_made_them() {
  std::vector<rait_owner*> owners;
  std::vector<const float*> data;
  {
    const Module module = Module::script("def f(x):\n    return x + 1, x, \"text\", [x * 2]\n");
    Execution execution(module);
    const HostTensor x = HostTensor::floats({1, 2, 3, 4});
    CHECK(execution.run(0, {&x}) == RAIT_OK && execution.count == 4);
    for (const int64_t i : {0, 1, 3}) {
      data.push_back(execution.floats(i));
      owners.push_back(rait_execution_take(execution.get(), i));
      CHECK(owners.back() != nullptr);
    }

    rait_execution_clear(execution.get());
    CHECK(execution.run(0, {&x}) == RAIT_OK);
  }

  CHECK(data[0][3] == 5 && data[1][3] == 4 && data[2][3] == 8);
  for (rait_owner* owner : owners) {
    rait_owner_free(owner);
  }

  rait_owner_free(nullptr);
  rait_execution_free(nullptr);
  rait_module_free(nullptr);
}

void calls_that_do_not_fit_are_refused() {
  const Module module = Module::script(R"(
def two(x, y):
    return x + y
def numbers(n: int, f: float, b: bool, x: Tensor):
    return x * n * f if b else x
def optional(x, y: Optional[Tensor] = None, scale: float = 2.0):
    return x * scale if y is None else x + y
def list(xs: List[Tensor]):
    return torch.stack(xs)
def pair(p: Tuple[Tensor, Tensor]):
    return p[0] + p[1]
def texts(keys: List[str], args: List[str]):
    return len(keys) + len(args)
def three(a: List[str], b: List[str], c: List[str]):
    return a
def dict(d: Dict[str, Tensor]):
    return d
def raises(x):
    raise ValueError("no")
    return x
def index(x):
    return x[99]
)");
  walk_module(module.get());
  const HostTensor x = HostTensor::floats({1, 2});
  const HostTensor one = HostTensor::floats({1});
  const int64_t three = 3;
  const HostTensor whole(RAIT_INT64, {}, &three);
  Execution execution(module);
  const auto run = [&](const char* name, const std::vector<const HostTensor*>& inputs, const std::vector<std::string>& keys = {}) {
    return execution.run(module.function(name), inputs, nullptr, keys);
  };

  CHECK(execution.run(-1, {&x}) == RAIT_INPUT_MISMATCH);
  CHECK(execution.run(1000, {&x}) == RAIT_INPUT_MISMATCH);
  CHECK(run("two", {}) == RAIT_INPUT_MISMATCH);
  CHECK(run("two", {&x}) == RAIT_INPUT_MISMATCH);
  CHECK(run("two", {&x, nullptr}) == RAIT_INPUT_MISMATCH);
  CHECK(run("two", {&x, &x, &x}) == RAIT_INPUT_MISMATCH);
  CHECK(run("two", {&x, &x}) == RAIT_OK);
  CHECK(run("numbers", {&whole, &one, &one, &x}) == RAIT_OK);
  CHECK(run("numbers", {&one, &one, &one, &x}) == RAIT_INPUT_MISMATCH);
  CHECK(run("numbers", {&whole, &x, &one, &x}) == RAIT_INPUT_MISMATCH);
  CHECK(run("optional", {&x}) == RAIT_OK);
  CHECK(run("optional", {&x, nullptr, &one}) == RAIT_OK);
  CHECK(run("optional", {&x, &x, nullptr}) == RAIT_OK);
  CHECK(run("list", {&x, &x, &x}) == RAIT_OK);
  CHECK(run("list", {}) == RAIT_FAILED);
  CHECK(run("list", {&x, nullptr}) == RAIT_INPUT_MISMATCH);
  CHECK(run("pair", {&x, &x}) == RAIT_OK);
  CHECK(run("pair", {&x}) == RAIT_INPUT_MISMATCH);
  CHECK(run("texts", {}, {"a", "", std::string(1000, 'b')}) == RAIT_OK);
  CHECK(run("three", {}, {"a"}) == RAIT_INPUT_MISMATCH);
  CHECK(run("dict", {&x}) == RAIT_INPUT_MISMATCH);
  CHECK(run("raises", {&x}) == RAIT_FAILED);
  CHECK(run("index", {&x}) == RAIT_FAILED);
  const HostTensor longer = HostTensor::floats({1, 2, 3});
  CHECK(run("two", {&x, &longer}) == RAIT_FAILED);
  CHECK(run("two", {&x, &x}) == RAIT_OK);
}

void inputs_are_neither_changed_nor_kept_without_a_reference() {
  const Module in_place = Module::model(archive("in_place"));
  const Module stash = Module::model(archive("stash"));
  for (const bool retains : {true, false}) {
    PretendHost host;
    host.retains = retains;
    Execution changing(in_place);
    const HostTensor x = HostTensor::floats({1, 2, 3, 4});
    CHECK(changing.run(0, {&x}, &host) == RAIT_OK && changing.floats()[0] == 2);
    CHECK(*static_cast<const float*>(x.view().data) == 1);

    // The module keeps each input until the next call, which gives it. By then the caller's own is gone.
    Execution keeping(stash);
    for (int i = 0; i < 3; i++) {
      const float first = static_cast<float>(i);
      const HostTensor given = HostTensor::floats({first, 0, 0, 0});
      CHECK(keeping.run(0, {&given}, &host) == RAIT_OK);
      CHECK(i == 0 || keeping.floats()[0] == first - 1);
    }
  }
}

void scripts_call_the_host() {
  const Module module = Module::script(R"(
def commands(x, keys: List[str]):
    count = redis.execute("COUNT", "a", "b")
    none = redis.execute("COUNT")
    listed = redis.asList(redis.execute("ECHO", keys))
    return str(count) + str(none) + str(len(listed)), [str(item) for item in redis.asList(listed[1])]
def fails(x):
    return str(redis.execute("FAIL", "a"))
def no_list(x):
    return redis.asList(redis.execute("COUNT"))
def model(x):
    return redisAI.model_execute("m", [x, x + 1], 3)
def half(x):
    return redisAI.model_execute("half", [x, x], 2)
def outputs(x):
    return redisAI.model_execute("m", [x], -1)
def tensors(x):
    y = redisAI.tensor_get("key")
    redisAI.tensor_set("key", x)
    redisAI.tensor_set("key", y)
    return y
def absent(x):
    return redisAI.tensor_get("absent")
def refused(x):
    redisAI.tensor_set("absent", x)
    return x
def writes(x):
    y = redisAI.tensor_get("key")
    redisAI.tensor_set("key", y)
    z = redisAI.model_execute("m", [y], 1)[0]
    y.add_(1)
    z.add_(1)
    return y + z
def part(x) -> Tensor:
    redisAI.tensor_set("key", torch.complex(x, x))
    return x
def keeps(x):
    return redisAI.tensor_get("key")[1:]
)");
  walk_module(module.get());
  const HostTensor x = HostTensor::floats({1, 2, 3});
  PretendHost host;
  Execution execution(module);
  const auto run = [&](const char* name, const std::vector<std::string>& keys = {}) { return execution.run(module.function(name), {&x}, &host, keys); };
  for (int round = 0; round < 3; round++) {
    CHECK(run("commands", {"k", "", "größe"}) == RAIT_OK && execution.outputs[1].dims[0] == 3);
    CHECK(run("commands") == RAIT_OK);
    CHECK(run("fails") == RAIT_HOST_FAILED);
    CHECK(run("no_list") == RAIT_FAILED);
    CHECK(run("model") == RAIT_OK && execution.count == 3 && execution.floats(2)[0] == 1);
    CHECK(run("half") == RAIT_HOST_FAILED);
    CHECK(run("outputs") == RAIT_FAILED);
    CHECK(run("tensors") == RAIT_OK && execution.floats()[2] == 3);
    CHECK(run("absent") == RAIT_HOST_FAILED);
    CHECK(run("refused") == RAIT_HOST_FAILED);
    CHECK(run("writes") == RAIT_OK);
    CHECK(run("part") == RAIT_FAILED || run("part") == RAIT_UNSUPPORTED);
    CHECK(run("keeps") == RAIT_OK && execution.count == 1);
  }

  // A model that the script runs is a script itself: on the same thread, within the run.
  const Module inner_module = Module::script("def f(x):\n    return x + redisAI.tensor_get(\"key\")[0]\n");
  Execution inner(inner_module);
  host.nested = inner.get();
  CHECK(run("model") == RAIT_OK && execution.floats()[0] == 2);
}

void runs_stop_when_they_are_cancelled() {
  const Module module = Module::script("def f(x):\n    n = 0\n    while n >= 0:\n        n = (n + 1) % 1000\n    return x\ndef g(x):\n    return x\n");
  const HostTensor x = HostTensor::floats({1});
  Execution execution(module);
  for (int round = 0; round < 5; round++) {
    std::thread other([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(5 * round));
      rait_execution_cancel(execution.get());
    });
    CHECK(execution.run(0, {&x}) == RAIT_CANCELLED);
    other.join();
    CHECK(execution.run(0, {&x}) == RAIT_CANCELLED);
    rait_execution_reset(execution.get());
    CHECK(execution.run(1, {&x}) == RAIT_OK);
  }

  // One run has the module's state, the other waits for it until it is cancelled; then the first is.
  const Module stateful = Module::model(archive("slow_stateful"));
  const HostTensor long_run = HostTensor::floats({1});
  Execution first(stateful);
  Execution second(stateful);
  std::thread running([&] { CHECK(first.run(0, {&long_run}) == RAIT_CANCELLED); });
  std::thread waiting([&] { CHECK(second.run(0, {&long_run}) == RAIT_CANCELLED); });
  rait_execution_cancel(second.get());
  waiting.join();
  rait_execution_cancel(first.get());
  running.join();
}

// Modules are shared, executions are not.
void threads_run_side_by_side() {
  const Module script = Module::script("def f(x):\n    y = redisAI.model_execute(\"m\", [x], 1)[0]\n    redisAI.tensor_set(\"k\", y)\n    return y + x[:1]\n");
  const Module counter = Module::model(archive("counter"));
  const Module stash = Module::model(archive("stash"));
  const Module mlp = Module::model(archive("mlp"), true);
  const HostTensor image = read_npy(s_data + "/mlp.in.0.npy");
  const HostTensor counted = read_npy(s_data + "/counter.in.0.npy");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; i++) {
    threads.emplace_back([&, i] {
      PretendHost host;
      Execution scripted(script);
      Execution counting(counter);
      Execution keeping(stash);
      Execution computing(mlp);
      for (int round = 0; round < 50; round++) {
        const HostTensor x = HostTensor::floats({static_cast<float>(i), 2, 3, 4});
        CHECK(scripted.run(0, {&x}, &host) == RAIT_OK);
        CHECK(counting.run(0, {&counted}, &host) == RAIT_OK);
        CHECK(keeping.run(0, {&x}, &host) == RAIT_OK);
        CHECK(computing.run(0, {&image}, &host) == RAIT_OK);
        if (rait_owner* owner = rait_execution_take(computing.get(), 0)) {
          rait_owner_free(owner);
        }

        CHECK(computing.run(0, {&x}) != RAIT_OK);
        if (round % 10 == i) {
          (void)Module::model(archive("add16"), true);
          (void)Module::script("def f(x):\n    return x\n");
        }
      }
    });
  }

  for (std::thread& thread : threads) {
    thread.join();
  }
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

#define RUN(test)                       \
  do {                                  \
    std::printf("%s\n", #test);         \
    std::fflush(stdout);                \
    test();                             \
    CHECK(rait_alive() == 0, "%d objects of the shim are left", static_cast<int>(rait_alive())); \
    CHECK(Memory::alive == 0, "%d buffers of the host are left", Memory::alive.load());          \
  } while (false)

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
  RUN(models_give_their_recorded_results);
  RUN(models_are_loaded_from_bytes_that_are_gone_afterwards);
  RUN(bad_archives_are_refused);
  RUN(bad_sources_are_refused);
  RUN(each_type_of_elements_goes_in_and_out);
  RUN(results_of_each_kind_are_described);
  RUN(outputs_outlive_what_made_them);
  RUN(calls_that_do_not_fit_are_refused);
  RUN(inputs_are_neither_changed_nor_kept_without_a_reference);
  RUN(scripts_call_the_host);
  RUN(runs_stop_when_they_are_cancelled);
  RUN(threads_run_side_by_side);
  RUN(the_benchmark_runs);
  std::printf("All of the C interface was called, and everything was given back.\n");
  return 0;
}
