// What goes into a run: inputs that fit or do not, and whose memory they are.
#include "shim_test.h"

namespace {

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
def state(x, state: Optional[Tuple[Tensor, Tuple[Tensor, Optional[Tensor]]]], bias: Optional[Tensor] = None):
    if state is not None:
        x = x + state[0] + state[1][0]
    return x if bias is None else x * bias
def state_of_its_own(x, state: Optional[Tuple[Tensor, Tensor]] = None, scale: float = 2.0):
    return x * scale if state is None else x + state[0] + state[1]
def rest(x, others: Optional[List[Tensor]] = None):
    return x if others is None else x + torch.stack(others).sum()
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
  CHECK(run("state", {&x}) == RAIT_OK && execution.floats()[1] == 2);
  CHECK(run("state", {&x, nullptr, nullptr, nullptr}) == RAIT_OK && execution.floats()[1] == 2);
  CHECK(run("state", {&x, nullptr, nullptr, nullptr, &x}) == RAIT_OK && execution.floats()[1] == 4);
  CHECK(run("state", {&x, &x, &x, nullptr, &x}) == RAIT_OK && execution.floats()[1] == 12);
  CHECK(run("state", {&x, &x, &x}) == RAIT_OK && execution.floats()[1] == 6);
  CHECK(run("state", {&x, &x}) == RAIT_INPUT_MISMATCH);
  CHECK(run("state", {&x, &x, nullptr, nullptr}) == RAIT_INPUT_MISMATCH);
  CHECK(run("state", {&x, nullptr, nullptr, &x}) == RAIT_INPUT_MISMATCH);
  CHECK(run("state", {&x, nullptr, nullptr, nullptr, &x, &x}) == RAIT_INPUT_MISMATCH);
  CHECK(run("state_of_its_own", {&x, nullptr, nullptr, &one}) == RAIT_OK && execution.floats()[1] == 2);
  CHECK(run("state_of_its_own", {&x, nullptr, nullptr}) == RAIT_OK && execution.floats()[1] == 4);
  CHECK(run("state_of_its_own", {&x, &x, nullptr}) == RAIT_INPUT_MISMATCH);
  CHECK(run("rest", {&x, nullptr, nullptr}) == RAIT_OK && execution.floats()[1] == 2);
  CHECK(run("rest", {&x, nullptr, &x}) == RAIT_INPUT_MISMATCH);
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

void input_that_can_neither_be_retained_nor_copied_ends_its_module_only() {
  const Module stash = Module::model(archive("stash"));
  PretendHost host;
  host.retains = false;
  Execution execution(stash);
  const HostTensor x = HostTensor::floats({1, 2, 3, 4});
  rait_tensor huge = x.view();
  const int64_t length = int64_t{1} << 44;
  huge.dims = &length;
  rait_call call{};
  call.inputs = &huge;
  call.input_count = 1;
  call.context = &host;
  const rait_tensor* outputs = nullptr;
  int64_t count = 0;
  CHECK(rait_run(execution.get(), &call, &outputs, &count) == RAIT_OK && count == 1);
  CHECK(execution.run(0, {&x}, &host) == RAIT_OUT_OF_MEMORY);
  CHECK(execution.run(0, {&x}, &host) == RAIT_OUT_OF_MEMORY);
  CHECK(Execution(stash).run(0, {&x}, &host) == RAIT_OUT_OF_MEMORY);
}

} // namespace

void test_inputs() {
  RUN(calls_that_do_not_fit_are_refused);
  RUN(inputs_are_neither_changed_nor_kept_without_a_reference);
  RUN(input_that_can_neither_be_retained_nor_copied_ends_its_module_only);
}
