#include "operators.h"

#include "arguments.h"
#include "borrowed_tensor.h"
#include "error.h"
#include "host.h"
#include "module.h"
#include "owner.h"
#include "run_context.h"
#include "text.h"

#include <torch/csrc/jit/runtime/operator.h>

#include <deque>
#include <memory>
#include <vector>

namespace rait {

using torch::jit::Operator;
using torch::jit::Stack;

namespace {

constexpr const char* kCheckCancel = "redisai_host::check_cancel";

RunContext& require_run() {
  RunContext* run = thread_state().run;
  TORCH_CHECK(run != nullptr && host().execute_command != nullptr, "This operator can only be used while the engine runs the script.");
  return *run;
}

// Ends the script with what the host says.
void check(rait_status status, RunContext& run, const char* what, rait_text error) {
  if (status == RAIT_OK) {
    return;
  }

  run.host_failed = true;
  TORCH_CHECK(false, what, to_string(error));
}

void check_cancel(Stack&) {
  RunContext* run = thread_state().run;
  if (run != nullptr && run->cancel->load(std::memory_order_relaxed)) {
    run->cancelled = true;
    TORCH_CHECK(false, "The run was stopped.");
  }
}

// A reply is laid out flat, each list before its items.
c10::IValue to_value(const rait_reply*& next) {
  const rait_reply& reply = *next++;
  switch (reply.kind) {
    case 1:
      return to_string(reply.text);
    case 2:
      return reply.value;
    case 3: {
      c10::impl::GenericList items(c10::AnyType::get());
      items.reserve(static_cast<size_t>(reply.value));
      for (int64_t i = 0; i < reply.value; i++) {
        items.push_back(to_value(next));
      }

      return items;
    }
    default:
      return c10::IValue();
  }
}

void execute_command(Stack& stack, const std::string& command, const std::vector<std::string>& arguments) {
  RunContext& run = require_run();
  std::vector<rait_text> texts;
  texts.reserve(arguments.size());
  for (const std::string& argument : arguments) {
    texts.push_back(to_text(argument));
  }

  const rait_reply* reply = nullptr;
  rait_text error{};
  const rait_status status =
      host().execute_command(run.host_context, to_text(command), texts.data(), static_cast<int64_t>(texts.size()), &reply, &error);
  check(status, run, "Redis command returned an error: ", error);
  torch::jit::push(stack, to_value(reply));
}

std::vector<std::string> to_strings(const c10::IValue& list) {
  std::vector<std::string> strings;
  for (const c10::IValue& item : list.toListRef()) {
    strings.push_back(item.toStringRef());
  }

  return strings;
}

void execute(Stack& stack) {
  const std::vector<std::string> arguments = to_strings(torch::jit::pop(stack));
  const std::string command = torch::jit::pop(stack).toStringRef();
  execute_command(stack, command, arguments);
}

void execute_alone(Stack& stack) {
  const std::string command = torch::jit::pop(stack).toStringRef();
  execute_command(stack, command, {});
}

void execute_key_list(Stack& stack) {
  std::vector<std::string> arguments = to_strings(torch::jit::pop(stack));
  arguments.insert(arguments.begin(), torch::jit::pop(stack).toStringRef());
  const std::string command = torch::jit::pop(stack).toStringRef();
  execute_command(stack, command, arguments);
}

void as_list(Stack& stack) {
  const c10::IValue value = torch::jit::pop(stack);
  TORCH_CHECK(value.isList(), "redis.asList: the value is ", value.tagKind(), ", not a list.");
  c10::impl::GenericList items(c10::AnyType::get());
  for (const c10::IValue& item : value.toListRef()) {
    items.push_back(item);
  }

  torch::jit::push(stack, std::move(items));
}

// A tensor of the script's as the host gets it: on memory that the script does not change later, and that is there as long as it is wanted.
at::Tensor lend(const at::Tensor& tensor, const RunContext& run) {
  at::Tensor plain = as_plain(tensor);
  if (run.writes && plain.is_same(tensor)) {
    return plain.clone();
  }

  run.arguments->retain(plain, run.host_context);
  return plain;
}

// A tensor of the host's as the script gets it: on the script's device, and on memory that the script may change if it ever changes any.
at::Tensor take(HandedOver& value, const RunContext& run) {
  at::Tensor tensor = adopt(value);
  if (run.options->device_index >= 0) {
    return tensor.to(device_of(*run.options));
  }

  return run.writes ? tensor.clone() : tensor;
}

void tensor_get(Stack& stack) {
  RunContext& run = require_run();
  const c10::IValue key = torch::jit::pop(stack);
  HandedOver value;
  rait_text error{};
  check(host().get_tensor(run.host_context, to_text(key.toStringRef()), &value.tensor(), &error), run, "", error);
  torch::jit::push(stack, take(value, run));
}

void tensor_set(Stack& stack) {
  RunContext& run = require_run();
  const at::Tensor tensor = torch::jit::pop(stack).toTensor();
  const c10::IValue key = torch::jit::pop(stack);
  const rait_tensor value = export_owned(lend(tensor, run));
  rait_text error{};
  check(host().set_tensor(run.host_context, to_text(key.toStringRef()), &value, &error), run, "", error);
}

void model_execute(Stack& stack) {
  RunContext& run = require_run();
  const int64_t output_count = torch::jit::pop(stack).toInt();
  TORCH_CHECK(output_count >= 0 && output_count <= 1024, "redisAI.model_execute: num_outputs is ", output_count, ".");
  const c10::IValue tensors = torch::jit::pop(stack);
  const c10::IValue key = torch::jit::pop(stack);

  // The host takes the owners, also when it fails; so what can fail here comes before the first of them is made.
  std::vector<at::Tensor> plain;
  for (const c10::IValue& item : tensors.toListRef()) {
    plain.push_back(lend(item.toTensor(), run));
    rait_tensor description{};
    describe(plain.back(), description);
  }

  std::vector<rait_tensor> inputs;
  inputs.reserve(plain.size());
  std::vector<std::unique_ptr<rait_owner>> owners;
  owners.reserve(plain.size());
  for (const at::Tensor& tensor : plain) {
    inputs.push_back(export_owned(tensor));
    owners.emplace_back(static_cast<rait_owner*>(inputs.back().owner));
  }

  std::vector<rait_tensor> described(static_cast<size_t>(output_count));
  std::deque<HandedOver> outputs(described.size());
  for (auto& owner : owners) {
    (void)owner.release();
  }

  rait_text error{};
  const rait_status status = host().run_model(
      run.host_context, to_text(key.toStringRef()), inputs.data(), static_cast<int64_t>(inputs.size()), described.data(), output_count, &error);
  for (size_t i = 0; i < described.size(); i++) {
    outputs[i].tensor() = described[i];
  }

  check(status, run, "", error);

  c10::List<at::Tensor> results;
  results.reserve(outputs.size());
  for (HandedOver& output : outputs) {
    results.push_back(take(output, run));
  }

  torch::jit::push(stack, std::move(results));
}

// With side effects, so that the optimiser neither removes nor moves them.
void define(const char* schema, void (*function)(Stack&)) {
  torch::jit::registerOperator(Operator(schema, torch::jit::Operation(function), c10::AliasAnalysisKind::CONSERVATIVE));
}

} // namespace

c10::Symbol check_cancel_symbol() {
  static const c10::Symbol symbol = c10::Symbol::fromQualString(kCheckCancel);
  return symbol;
}

void register_host_operators() {
  define("redisai_host::check_cancel() -> ()", check_cancel);

  // A call with several texts after the command makes a list of them; none, or a list at the end, takes an overload.
  define("redis::execute(str command, str[] arguments) -> Any", execute);
  define("redis::execute.alone(str command) -> Any", execute_alone);
  define("redis::execute.key_list(str command, str key, str[] arguments) -> Any", execute_key_list);
  define("redis::asList(Any value) -> Any[]", as_list);
  define("redisAI::model_execute(str key, Tensor[] inputs, int num_outputs) -> Tensor[]", model_execute);
  define("redisAI::tensor_get(str key) -> Tensor", tensor_get);
  define("redisAI::tensor_set(str key, Tensor value) -> ()", tensor_set);
}

} // namespace rait
