// Brings what a function returns to the C side.
#pragma once

#include "owner.h"
#include "redisai_torch.h"

#include <ATen/core/ivalue.h>

#include <deque>
#include <string>
#include <vector>

namespace rait {

// The outputs of one run: tensors taken out of tuples, lists and dicts, and numbers and texts made into tensors.
class Results {
 public:
  // Takes a function's return value over.
  void take(c10::IValue value);

  const std::vector<rait_tensor>& descriptions() const { return descriptions_; }

  // Hands one tensor's memory out.
  rait_owner* release(int64_t index);

  void clear();

 private:
  static void finish(at::Tensor& tensor, rait_tensor& description);
  void flatten(const c10::IValue& value, const std::string* name);
  void add(at::Tensor tensor, const std::string* name);
  void add_texts(std::vector<std::string> texts, bool list, const std::string* name);
  void add_none(const std::string* name);

  struct Texts {
    std::vector<std::string> strings;
    std::vector<rait_text> views;
    int64_t count = 0;
  };

  // One for each output; undefined where it is text or None.
  std::vector<at::Tensor> tensors_;
  std::vector<rait_tensor> descriptions_;
  std::deque<Texts> texts_;
  std::deque<std::string> names_;
};

} // namespace rait
