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

} // namespace

void test_callbacks() {
  RUN(scripts_call_the_host);
}
