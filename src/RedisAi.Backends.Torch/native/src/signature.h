// What a function takes and gives, as the C side describes it.
#pragma once

#include "redisai_torch.h"

#include <torch/csrc/jit/ir/ir.h>

#include <deque>
#include <string>
#include <vector>

namespace rait {

// A rait_function with all that it points to.
class Signature {
 public:
  // `graph` may tell more of the outputs than the schema does: how many tensors a list has, and the keys of a dict.
  Signature(const std::string& name, const c10::FunctionSchema& schema, const torch::jit::Graph& graph, bool is_method);
  Signature(const Signature&) = delete;
  Signature& operator=(const Signature&) = delete;

  const rait_function& description() const { return description_; }

 private:
  void add_input(const std::string& name, const c10::TypePtr& type, bool optional);
  bool add_output(const std::string& name, const c10::TypePtr& type, const torch::jit::Value* value);
  bool add_dict(const c10::TypePtr& type, const torch::jit::Value* value);
  void add_slot(std::vector<rait_slot>& slots, const std::string& name, rait_type type, int32_t rank, bool optional, bool variadic);
  rait_text keep(std::string text);

  // Elements of a deque stay where they are.
  std::deque<std::string> texts_;
  std::vector<rait_parameter> parameters_;
  std::vector<rait_slot> inputs_;
  std::vector<rait_slot> outputs_;
  std::string unsupported_;
  rait_function description_{};
};

} // namespace rait
