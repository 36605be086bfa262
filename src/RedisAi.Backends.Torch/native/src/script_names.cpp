#include "script_names.h"

#include <torch/csrc/jit/frontend/sugared_value.h>
#include <torch/csrc/jit/ir/constants.h>

#include <cmath>
#include <limits>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace rait {

using torch::jit::BuiltinModule;
using torch::jit::ExceptionValue;
using torch::jit::GraphFunction;
using torch::jit::SimpleValue;
using torch::jit::SourceRange;
using torch::jit::SpecialFormValue;
using torch::jit::SugaredValue;

namespace {

using Constants = std::unordered_map<std::string, c10::IValue>;
using SugaredPtr = std::shared_ptr<SugaredValue>;

// A module of functions that has constants as well.
class ModuleWithConstants : public BuiltinModule {
 public:
  ModuleWithConstants(std::string name, const Constants& constants) : BuiltinModule(std::move(name)), constants_(constants) {}

  SugaredPtr attr(const SourceRange& where, GraphFunction& function, const std::string& field) override {
    const auto constant = constants_.find(field);
    return constant != constants_.end()
        ? std::make_shared<SimpleValue>(torch::jit::insertConstant(*function.graph(), constant->second, where))
        : BuiltinModule::attr(where, function, field);
  }

 private:
  const Constants& constants_;
};

// torch.ops.NAMESPACE.operator
class Operators : public SugaredValue {
 public:
  std::string kind() const override { return "operators"; }

  SugaredPtr attr(const SourceRange&, GraphFunction&, const std::string& field) override {
    return std::make_shared<BuiltinModule>(field);
  }
};

// torch.jit: what of it has a meaning without Python.
class Jit : public SugaredValue {
 public:
  std::string kind() const override { return "module"; }

  SugaredPtr attr(const SourceRange& where, GraphFunction& function, const std::string& field) override {
    if (field == "fork") {
      return SpecialFormValue::create(c10::prim::fork);
    }

    if (field == "annotate") {
      return SpecialFormValue::create(c10::prim::annotate);
    }

    return field == "wait" ? BuiltinModule("aten").attr(where, function, "wait") : SugaredValue::attr(where, function, field);
  }
};

const Constants& torch_constants() {
  static const Constants constants = [] {
    Constants made;
    const auto type = [&](c10::ScalarType value, std::initializer_list<const char*> names) {
      for (const char* name : names) {
        made.emplace(name, static_cast<int64_t>(value));
      }
    };
    type(c10::kByte, {"uint8"});
    type(c10::kChar, {"int8"});
    type(c10::kShort, {"int16", "short"});
    type(c10::kInt, {"int32", "int"});
    type(c10::kLong, {"int64", "long"});
    type(c10::kHalf, {"float16", "half"});
    type(c10::kFloat, {"float32", "float"});
    type(c10::kDouble, {"float64", "double"});
    type(c10::kBFloat16, {"bfloat16"});
    type(c10::kBool, {"bool"});
    type(c10::kComplexFloat, {"complex64", "cfloat"});
    type(c10::kComplexDouble, {"complex128", "cdouble"});
    made.emplace("strided", static_cast<int64_t>(c10::kStrided));
    made.emplace("contiguous_format", static_cast<int64_t>(c10::MemoryFormat::Contiguous));
    made.emplace("preserve_format", static_cast<int64_t>(c10::MemoryFormat::Preserve));
    made.emplace("channels_last", static_cast<int64_t>(c10::MemoryFormat::ChannelsLast));
    made.emplace("pi", std::acos(-1.0));
    made.emplace("e", std::exp(1.0));
    made.emplace("inf", std::numeric_limits<double>::infinity());
    made.emplace("nan", std::numeric_limits<double>::quiet_NaN());
    return made;
  }();
  return constants;
}

const Constants& math_constants() {
  static const Constants constants = {
      {"pi", std::acos(-1.0)},
      {"e", std::exp(1.0)},
      {"tau", 2 * std::acos(-1.0)},
      {"inf", std::numeric_limits<double>::infinity()},
      {"nan", std::numeric_limits<double>::quiet_NaN()},
  };
  return constants;
}

bool is_exception(const std::string& name) {
  static const std::unordered_set<std::string> names = {
      "ArithmeticError", "AssertionError", "AttributeError", "Exception",    "IndexError",        "KeyError",   "LookupError",
      "NotImplementedError", "OverflowError", "RuntimeError", "StopIteration", "TimeoutError", "TypeError", "ValueError", "ZeroDivisionError"};
  return names.count(name) != 0;
}

class TorchModule : public ModuleWithConstants {
 public:
  TorchModule() : ModuleWithConstants("aten", torch_constants()) {}

  SugaredPtr attr(const SourceRange& where, GraphFunction& function, const std::string& field) override {
    if (field == "ops") {
      return std::make_shared<Operators>();
    }

    if (field == "jit") {
      return std::make_shared<Jit>();
    }

    return ModuleWithConstants::attr(where, function, field);
  }
};

class ScriptResolver : public torch::jit::Resolver {
 public:
  SugaredPtr resolveValue(const std::string& name, GraphFunction&, const SourceRange&) override {
    if (name == "torch") {
      return std::make_shared<TorchModule>();
    }

    if (name == "math") {
      return std::make_shared<ModuleWithConstants>("aten", math_constants());
    }

    if (name == "redis" || name == "redisAI") {
      return std::make_shared<BuiltinModule>(name);
    }

    return is_exception(name) ? std::make_shared<ExceptionValue>(name) : nullptr;
  }
};

} // namespace

torch::jit::ResolverPtr script_resolver() {
  return std::make_shared<ScriptResolver>();
}

} // namespace rait
