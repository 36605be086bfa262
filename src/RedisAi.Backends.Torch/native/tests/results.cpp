// What comes out of a run: each type of elements, each kind of result, and how long outputs live.
#include "shim_test.h"

#include <set>

namespace {

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

// Where a signature knows the outputs, a run has as many, of these types.
void signatures_tell_what_a_run_gives() {
  const Module module = Module::script(R"(
def nothing(x):
    return None
def none_beside(x):
    return x, None
def none_within(x):
    return (x, (None, x)), 3
def texts_alone(x, a: str = "q"):
    return [a, a + "b"]
def texts_beside(x, a: str = "q"):
    return x, [a, a + "b"], a
def no_texts(x):
    texts: List[str] = []
    return texts, x
def tensors(x):
    return x, [x, x]
def numbers(x, a: float = 2.0):
    return x, [a, a], [1], [True, False]
def dict(x):
    return {"a": x, "b": x}
def texts_by_key(x):
    return {"a": ["b", "c"], "d": ["e"]}
)");
  walk_module(module.get());
  const HostTensor x = HostTensor::floats({1, 2, 3});
  const rait_function* functions = nullptr;
  const int64_t count = rait_module_functions(module.get(), &functions);
  Execution execution(module);
  for (int64_t i = 0; i < count; i++) {
    const rait_function& function = functions[i];
    const std::string name = text(function.name);
    CHECK(execution.run(i, {&x}) == RAIT_OK, "%s", name.c_str());
    CHECK(function.output_count == execution.count, "%s: %d are declared, %d came", name.c_str(), static_cast<int>(function.output_count), static_cast<int>(execution.count));
    for (int64_t output = 0; output < execution.count; output++) {
      const rait_slot& slot = function.outputs[output];
      const rait_tensor& given = execution.outputs[output];
      CHECK(given.rank >= 0 || slot.optional != 0, "%s", name.c_str());
      CHECK(slot.type == 0 || slot.type == given.type, "%s", name.c_str());
      CHECK(slot.rank < 0 || slot.rank == given.rank, "%s", name.c_str());
    }
  }
}

void tensors_of_too_many_axes_are_refused() {
  const Module module = Module::script(R"(
def f(x, n: int):
    axes: List[int] = []
    for i in range(n):
        axes.append(1)
    return x, x[0].view(axes)
)");
  Execution execution(module);
  const HostTensor x = HostTensor::floats({1, 2, 3});
  for (const int64_t axes : {64, 65, 64, 100}) {
    const HostTensor number(RAIT_INT64, {}, &axes);
    CHECK(execution.run(0, {&x, &number}) == (axes <= RAIT_MAX_RANK ? RAIT_OK : RAIT_UNSUPPORTED));
  }
}

} // namespace

void test_results() {
  RUN(each_type_of_elements_goes_in_and_out);
  RUN(results_of_each_kind_are_described);
  RUN(signatures_tell_what_a_run_gives);
  RUN(tensors_of_too_many_axes_are_refused);
  RUN(outputs_outlive_what_made_them);
}
