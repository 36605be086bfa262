// Runs that are cancelled from another thread, and runs side by side.
#include "shim_test.h"

#include <chrono>
#include <thread>

namespace {

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

} // namespace

void test_threads() {
  RUN(runs_stop_when_they_are_cancelled);
  RUN(threads_run_side_by_side);
}
