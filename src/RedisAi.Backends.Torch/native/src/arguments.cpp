#include "arguments.h"

#include "elements.h"
#include "error.h"
#include "text.h"

#include <algorithm>
#include <string>

namespace rait {

using c10::IValue;
using c10::TypeKind;

// Walks the parameters of one call, taking inputs in order.
class Arguments::Binder {
 public:
  Binder(Arguments& arguments, const rait_module& module, const Entry& entry, const rait_call& call)
      : arguments_(arguments), module_(module), entry_(entry), call_(call) {}

  IValue value_for(const c10::Argument& parameter) {
    const bool has_default = parameter.default_value().has_value();
    if (parameter.type()->kind() == TypeKind::ListType &&
        parameter.type()->expectRef<c10::ListType>().getElementType()->kind() == TypeKind::StringType) {
      return texts(parameter);
    }

    if (has_default && (!takes_inputs(*parameter.type()) || skip(*parameter.type()))) {
      return *parameter.default_value();
    }

    return take(parameter.name(), parameter.type());
  }

  void finish() const {
    if (next_ < call_.input_count) {
      fail("it takes " + std::to_string(next_) + " tensors; " + std::to_string(call_.input_count) + " were given");
    }
  }

 private:
  static bool takes_inputs(const c10::Type& type) {
    switch (type.kind()) {
      case TypeKind::TensorType:
      case TypeKind::IntType:
      case TypeKind::FloatType:
      case TypeKind::BoolType:
      case TypeKind::NumberType: return true;
      case TypeKind::OptionalType: return takes_inputs(*type.expectRef<c10::OptionalType>().getElementType());
      case TypeKind::ListType: return type.expectRef<c10::ListType>().getElementType()->kind() == TypeKind::TensorType;
      case TypeKind::TupleType: {
        for (const auto& element : type.containedTypes()) {
          if (!takes_inputs(*element)) {
            return false;
          }
        }

        return true;
      }
      default: return false;
    }
  }

  // How many inputs a value of a type takes, as the signature has them: a list takes all that are left.
  int64_t inputs_of(const c10::Type& type) const {
    switch (type.kind()) {
      case TypeKind::OptionalType: return inputs_of(*type.expectRef<c10::OptionalType>().getElementType());
      case TypeKind::ListType: return call_.input_count - next_;
      case TypeKind::TupleType: {
        int64_t count = 0;
        for (const auto& element : type.containedTypes()) {
          count += inputs_of(*element);
        }

        return count;
      }
      default: return 1;
    }
  }

  // Steps over the inputs of a value if all of them are left out, so that those after them keep their places. Where only some are, the
  // value is taken, and what it cannot do without is missed there.
  bool skip(const c10::Type& type) {
    const int64_t end = std::min(next_ + inputs_of(type), call_.input_count);
    for (int64_t i = next_; i < end; i++) {
      if (call_.inputs[i].rank >= 0) {
        return false;
      }
    }

    next_ = end;
    return true;
  }

  IValue take(const std::string& name, const c10::TypePtr& type) {
    switch (type->kind()) {
      case TypeKind::TensorType:
        return arguments_.tensor(module_, entry_, next(name));
      case TypeKind::IntType: {
        const at::Tensor given = number(name);
        if (given.is_floating_point()) {
          fail("the parameter '" + name + "' is an int; the tensor given for it has elements of type " + c10::toString(given.scalar_type()));
        }

        return given.item<int64_t>();
      }
      case TypeKind::FloatType:
        return number(name).item<double>();
      case TypeKind::BoolType:
        return number(name).item<bool>();
      case TypeKind::NumberType:
        return number(name).item();
      case TypeKind::OptionalType:
        return skip(*type) ? IValue() : take(name, type->expectRef<c10::OptionalType>().getElementType());
      case TypeKind::ListType:
        if (type->expectRef<c10::ListType>().getElementType()->kind() == TypeKind::TensorType) {
          return rest();
        }

        break;
      case TypeKind::TupleType: {
        std::vector<IValue> elements;
        for (const auto& element : type->containedTypes()) {
          elements.push_back(take(name + "." + std::to_string(elements.size()), element));
        }

        return c10::ivalue::Tuple::create(std::move(elements));
      }
      default:
        break;
    }

    fail("the parameter '" + name + "' is of type " + type->annotation_str() + ", which no tensor can be bound to");
  }

  // The first list of texts is the keys of the call, the next its arguments.
  IValue texts(const c10::Argument& parameter) {
    const rait_text* texts = lists_ == 0 ? call_.keys : call_.args;
    const int64_t count = lists_ == 0 ? call_.key_count : call_.arg_count;
    if (lists_++ > 1) {
      fail("the parameter '" + parameter.name() + "' is a third list of texts; a call has its keys and its arguments");
    }

    if (count == 0 && parameter.default_value().has_value()) {
      return *parameter.default_value();
    }

    c10::List<std::string> list;
    list.reserve(static_cast<size_t>(count));
    for (int64_t i = 0; i < count; i++) {
      list.push_back(to_string(texts[i]));
    }

    return list;
  }

  IValue rest() {
    c10::List<at::Tensor> list;
    list.reserve(static_cast<size_t>(call_.input_count - next_));
    while (next_ < call_.input_count) {
      list.push_back(arguments_.tensor(module_, entry_, call_.inputs[next_++]));
    }

    return list;
  }

  at::Tensor number(const std::string& name) {
    const rait_tensor& input = next(name);
    int64_t count = 1;
    for (int64_t i = 0; i < input.rank; i++) {
      count *= input.dims[i];
    }

    if (count != 1) {
      fail("the parameter '" + name + "' is a number; the tensor given for it has " + std::to_string(count) + " elements");
    }

    return arguments_.tensor(module_, entry_, input);
  }

  const rait_tensor& next(const std::string& name) {
    if (next_ >= call_.input_count || call_.inputs[next_].rank < 0) {
      fail("no tensor was given for the parameter '" + name + "'; " + std::to_string(call_.input_count) + " were given in all");
    }

    return call_.inputs[next_++];
  }

  [[noreturn]] void fail(const std::string& reason) const {
    throw Failure(RAIT_INPUT_MISMATCH, "The function '" + entry_.function->name() + "' cannot be called: " + reason + ".");
  }

  Arguments& arguments_;
  const rait_module& module_;
  const Entry& entry_;
  const rait_call& call_;
  int64_t next_ = 0;
  int lists_ = 0;
};

void Arguments::bind(const rait_module& module, const Entry& entry, const rait_call& call, torch::jit::Stack& stack) {
  used_ = 0;
  const auto& parameters = entry.function->getSchema().arguments();
  size_t first = 0;
  if (module.is_model()) {
    stack.emplace_back(module.model._ivalue());
    first = 1;
  }

  // The usual case, without a look at types and defaults (1 us of 2 for a small function).
  if (entry.only_tensors && static_cast<int64_t>(parameters.size() - first) == call.input_count) {
    for (int64_t i = 0; i < call.input_count; i++) {
      stack.emplace_back(tensor(module, entry, call.inputs[i]));
    }

    return;
  }

  Binder binder(*this, module, entry, call);
  for (size_t i = first; i < parameters.size(); i++) {
    stack.push_back(binder.value_for(parameters[i]));
  }

  binder.finish();
}

void Arguments::retain(const at::Tensor& tensor, void* host_context) {
  for (size_t i = 0; i < used_; i++) {
    if (borrowed_[i].is_shown_by(tensor)) {
      borrowed_[i].retain(host_context);
    }
  }
}

bool Arguments::give_back(void* host_context) noexcept {
  bool kept = true;
  for (size_t i = 0; i < used_; i++) {
    kept &= borrowed_[i].give_back(host_context);
  }

  used_ = 0;
  return kept;
}

at::Tensor Arguments::tensor(const rait_module& module, const Entry& entry, const rait_tensor& input) {
  if (input.rank < 0) {
    throw Failure(RAIT_INPUT_MISMATCH, "The function '" + entry.function->name() + "' cannot be called: an input that is not optional was left out.");
  }

  if (used_ == borrowed_.size()) {
    borrowed_.emplace_back();
  }

  const at::Tensor& borrowed = borrowed_[used_++].borrow(input);
  if (module.options.device_index >= 0) {
    return borrowed.to(device_of(module.options));
  }

  // Code that may change an input gets one of its own: other holders of the tensor must not see it.
  return entry.effects.writes_shared ? borrowed.clone() : borrowed;
}

} // namespace rait
