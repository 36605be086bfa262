#include "signature.h"

#include "text.h"

#include <torch/csrc/jit/ir/constants.h>

#include <algorithm>

namespace rait {

using c10::TypeKind;
using torch::jit::Node;
using torch::jit::Value;

namespace {

// The element type of a number, 0 for what is none.
rait_type number_type(const c10::Type& type) {
  switch (type.kind()) {
    case TypeKind::IntType: return RAIT_INT64;
    case TypeKind::FloatType:
    case TypeKind::NumberType: return RAIT_FLOAT64;
    case TypeKind::BoolType: return RAIT_BOOL;
    default: return 0;
  }
}

const Value* input_of(const Value* value, c10::Symbol kind, size_t index) {
  return value != nullptr && value->node()->kind() == kind && index < value->node()->inputs().size() ? value->node()->input(index) : nullptr;
}

} // namespace

Signature::Signature(const std::string& name, const c10::FunctionSchema& schema, const torch::jit::Graph& graph, bool is_method) {
  description_.name = keep(name);

  std::string declaration = "(";
  const auto& arguments = schema.arguments();
  for (size_t i = is_method ? 1 : 0; i < arguments.size(); i++) {
    const c10::Argument& argument = arguments[i];
    const bool has_default = argument.default_value().has_value();
    const std::string type = argument.type()->annotation_str();
    declaration += (declaration.size() > 1 ? ", " : "") + argument.name() + ": " + type + (has_default ? "=..." : "");
    rait_parameter parameter{};
    parameter.name = keep(argument.name());
    parameter.type = keep(type);
    parameter.has_default = has_default ? 1 : 0;
    parameters_.push_back(parameter);
    add_input(argument.name(), argument.type(), has_default);
  }

  declaration += ") -> ";
  const c10::TypePtr returned = schema.returns().size() == 1 ? schema.returns()[0].type() : c10::NoneType::get();
  declaration += returned->annotation_str();

  // A None beside other results is an output that is not there; alone it means that there are none.
  const bool known = returned->kind() == TypeKind::NoneType || add_output("", returned, graph.outputs().size() == 1 ? graph.outputs()[0] : nullptr);
  description_.declaration = keep(std::move(declaration));
  description_.parameters = parameters_.data();
  description_.parameter_count = static_cast<int64_t>(parameters_.size());
  description_.inputs = inputs_.data();
  description_.input_count = static_cast<int64_t>(inputs_.size());
  description_.outputs = outputs_.data();
  description_.output_count = known ? static_cast<int64_t>(outputs_.size()) : -1;
  description_.unsupported = keep(unsupported_);
}

void Signature::add_input(const std::string& name, const c10::TypePtr& type, bool optional) {
  if (const rait_type number = number_type(*type)) {
    add_slot(inputs_, name, number, -1, optional, false);
    return;
  }

  switch (type->kind()) {
    case TypeKind::TensorType:
      add_slot(inputs_, name, 0, -1, optional, false);
      return;
    case TypeKind::OptionalType:
      add_input(name, type->expectRef<c10::OptionalType>().getElementType(), true);
      return;
    case TypeKind::ListType: {
      const auto element = type->expectRef<c10::ListType>().getElementType()->kind();
      if (element == TypeKind::TensorType) {
        add_slot(inputs_, name, 0, -1, optional, true);
        return;
      }

      // The keys and arguments of a call, not its tensors.
      if (element == TypeKind::StringType) {
        return;
      }

      break;
    }
    case TypeKind::TupleType: {
      const auto elements = type->containedTypes();
      for (size_t i = 0; i < elements.size(); i++) {
        add_input(name + "." + std::to_string(i), elements[i], optional);
      }

      return;
    }
    default:
      break;
  }

  if (!optional && unsupported_.empty()) {
    unsupported_ = "The parameter '" + name + "' is of type " + type->annotation_str() + ", which no tensor can be bound to.";
  }
}

bool Signature::add_output(const std::string& name, const c10::TypePtr& type, const Value* value) {
  if (const rait_type number = number_type(*type)) {
    add_slot(outputs_, name, number, 0, false, false);
    return true;
  }

  switch (type->kind()) {
    case TypeKind::TensorType:
      add_slot(outputs_, name, 0, -1, false, false);
      return true;
    case TypeKind::StringType:
      add_slot(outputs_, name, RAIT_STRING, 0, false, false);
      return true;
    case TypeKind::NoneType:
      add_slot(outputs_, name, 0, -1, true, false);
      return true;
    case TypeKind::OptionalType: {
      const c10::TypePtr element = type->expectRef<c10::OptionalType>().getElementType();
      add_slot(outputs_, name, number_type(*element), -1, true, false);
      return element->kind() == TypeKind::TensorType || number_type(*element) != 0;
    }
    case TypeKind::TupleType: {
      const auto& tuple = type->expectRef<c10::TupleType>();
      const auto elements = type->containedTypes();
      bool known = true;
      for (size_t i = 0; i < elements.size(); i++) {
        const std::string field = tuple.schema() != nullptr ? tuple.schema()->arguments()[i].name() : "";
        known &= add_output(field, elements[i], input_of(value, c10::prim::TupleConstruct, i));
      }

      return known;
    }
    case TypeKind::ListType: {
      const c10::TypePtr element = type->expectRef<c10::ListType>().getElementType();
      if (const rait_type number = number_type(*element)) {
        add_slot(outputs_, name, number, 1, false, false);
        return true;
      }

      if (element->kind() == TypeKind::StringType) {
        add_slot(outputs_, name, RAIT_STRING, 1, false, false);
        return true;
      }

      // Its length is known where it is written out and nothing else is done to it.
      if (value == nullptr || value->node()->kind() != c10::prim::ListConstruct || value->uses().size() != 1) {
        return false;
      }

      bool known = true;
      for (const Value* item : value->node()->inputs()) {
        known &= add_output("", element, item);
      }

      return known;
    }
    case TypeKind::DictType:
      return add_dict(type, value);
    default:
      return false;
  }
}

bool Signature::add_dict(const c10::TypePtr& type, const Value* value) {
  const auto& dict = type->expectRef<c10::DictType>();
  if (value == nullptr || value->node()->kind() != c10::prim::DictConstruct || dict.getKeyType()->kind() != TypeKind::StringType) {
    return false;
  }

  std::vector<std::string> keys;
  const auto add_key = [&](const Value* key) {
    const auto constant = torch::jit::toIValue(key);
    if (!constant.has_value()) {
      return false;
    }

    const std::string& text = constant->toStringRef();
    if (std::find(keys.begin(), keys.end(), text) == keys.end()) {
      keys.push_back(text);
    }

    return true;
  };

  // Written out, as in {"a": x, "b": y}, and what is added on the way to the return: d["c"] = z.
  const Node* node = value->node();
  for (size_t i = 0; i + 1 < node->inputs().size(); i += 2) {
    if (!add_key(node->input(i))) {
      return false;
    }
  }

  for (const auto& use : value->uses()) {
    const Node* user = use.user;
    if (user->kind() == c10::aten::_set_item && user->owningBlock() == node->owningBlock()) {
      if (!add_key(user->input(1))) {
        return false;
      }
    } else if (user->kind() != c10::prim::Return && user->kind() != c10::prim::TupleConstruct && user->kind() != c10::aten::__getitem__) {
      return false;
    }
  }

  bool known = true;
  for (const std::string& key : keys) {
    known &= add_output(key, dict.getValueType(), nullptr);
  }

  return known;
}

void Signature::add_slot(std::vector<rait_slot>& slots, const std::string& name, rait_type type, int32_t rank, bool optional, bool variadic) {
  rait_slot slot{};
  slot.name = keep(name);
  slot.type = type;
  slot.rank = rank;
  slot.optional = optional ? 1 : 0;
  slot.variadic = variadic ? 1 : 0;
  slots.push_back(slot);
}

rait_text Signature::keep(std::string text) {
  texts_.push_back(std::move(text));
  return to_text(texts_.back());
}

} // namespace rait
