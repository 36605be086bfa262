// Scripts call the host: commands, models, tensors.
#include "shim_test.h"

namespace {

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

// Inputs of a call that a script hands on, as they are and in part, are still there when the call and the caller's own are gone.
void inputs_are_handed_on_with_a_reference_or_not_at_all() {
  const Module module = Module::script(R"(
def hand_on(x, y):
    redisAI.tensor_set("x", x)
    redisAI.tensor_set("part", y[1:])
    z = redisAI.model_execute("m", [x, y, x + y], 1)[0]
    return z, x
def wide(x, y):
    axes: List[int] = []
    for i in range(65):
        axes.append(1)
    redisAI.tensor_set("x", x.sum().view(axes))
    return x
def wide_among_others(x, y):
    axes: List[int] = []
    for i in range(65):
        axes.append(1)
    return redisAI.model_execute("m", [x, x[0].view(axes), y], 1)[0]
)");
  for (const bool keeps : {true, false}) {
    PretendHost host;
    host.keeps = keeps;
    Execution execution(module);
    for (int round = 0; round < 3; round++) {
      const float first = static_cast<float>(round);
      const HostTensor x = HostTensor::floats({first, 2, 3});
      const HostTensor y = HostTensor::floats({4, first, 6});
      CHECK(execution.run(module.function("hand_on"), {&x, &y}, &host) == RAIT_OK && execution.floats()[0] == first);
      CHECK(execution.run(module.function("wide"), {&x, &y}, &host) == RAIT_FAILED);
      CHECK(execution.run(module.function("wide_among_others"), {&x, &y}, &host) == RAIT_FAILED);
    }

    CHECK(host.kept.size() == (keeps ? 15u : 0u));
    for (size_t i = 0; i < host.kept.size(); i++) {
      const float* values = static_cast<const float*>(host.kept[i].data);
      const float first = static_cast<float>(i / 5);
      CHECK(i % 5 == 0 ? values[0] == first && values[2] == 3 : i % 5 != 1 || (values[0] == first && values[1] == 6));
    }
  }

  PretendHost forgetful;
  forgetful.retains = false;
  forgetful.keeps = true;
  Execution execution(module);
  const HostTensor x = HostTensor::floats({1, 2, 3});
  CHECK(execution.run(module.function("hand_on"), {&x, &x}, &forgetful) == RAIT_FAILED);
  CHECK(text(rait_last_error()).find("no memory to keep it with") != std::string::npos);
  CHECK(forgetful.kept.empty());
}

} // namespace

void test_callbacks() {
  RUN(scripts_call_the_host);
  RUN(inputs_are_handed_on_with_a_reference_or_not_at_all);
}
