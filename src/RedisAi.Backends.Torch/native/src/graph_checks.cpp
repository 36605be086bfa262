#include "graph_checks.h"

#include "error.h"
#include "operators.h"
#include "outside.h"

#include <torch/csrc/jit/ir/constants.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace rait {

using torch::jit::Block;
using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;

namespace {

// Calls `visit` for each node, those of inner blocks and of subgraphs included.
template <typename Visitor>
void for_each_node(const Block* block, const Visitor& visit) {
  for (const Node* node : block->nodes()) {
    visit(node);
    for (const Block* inner : node->blocks()) {
      for_each_node(inner, visit);
    }

    if (node->hasAttribute(c10::attr::Subgraph)) {
      for_each_node(node->g(c10::attr::Subgraph)->block(), visit);
    }
  }
}

// Operators that give memory of their own, whatever they are given. A list of what is known to be safe, because schemas do not say it:
// some operators return their input when there is nothing to do, and the schema of a few (dropout, type_as) keeps quiet about it.
bool makes_memory(std::string_view kind) {
  static const std::unordered_set<std::string_view> kinds = {
      "aten::_convolution", "aten::_softmax",   "aten::abs",          "aten::adaptive_avg_pool2d", "aten::add",        "aten::addmm",
      "aten::arange",       "aten::argmax",     "aten::argmin",       "aten::avg_pool2d",          "aten::baddbmm",    "aten::batch_norm",
      "aten::bmm",          "aten::cat",        "aten::clamp",        "aten::clone",               "aten::conv1d",     "aten::conv2d",
      "aten::conv3d",       "aten::cos",        "aten::cumsum",       "aten::div",                 "aten::embedding",  "aten::empty",
      "aten::empty_like",   "aten::eq",         "aten::exp",          "aten::full",                "aten::full_like",  "aten::gather",
      "aten::ge",           "aten::gelu",       "aten::group_norm",   "aten::gt",                  "aten::hardtanh",   "aten::index_select",
      "aten::layer_norm",   "aten::le",         "aten::linear",       "aten::linspace",            "aten::log",        "aten::log_softmax",
      "aten::lt",           "aten::matmul",     "aten::max_pool2d",   "aten::mean",                "aten::mm",         "aten::mul",
      "aten::ne",           "aten::neg",        "aten::ones",         "aten::ones_like",           "aten::pow",        "aten::rand",
      "aten::rand_like",    "aten::randint",    "aten::randn",        "aten::randn_like",          "aten::reciprocal", "aten::relu",
      "aten::rsqrt",        "aten::rsub",       "aten::sigmoid",      "aten::silu",                "aten::sin",        "aten::softmax",
      "aten::sqrt",         "aten::stack",      "aten::sub",          "aten::tanh",                "aten::tensor",     "aten::where",
      "aten::zeros",        "aten::zeros_like", "aten::leaky_relu",   "aten::elu",                 "aten::hardswish",  "aten::hardsigmoid",
  };
  return kinds.count(kind) != 0;
}

// Whether an operator changes this argument's elements; changes to lists as such do not matter.
bool changes(const c10::Argument& argument, const Value* value) {
  const auto* alias = argument.alias_info();
  if (alias == nullptr) {
    return false;
  }

  if (value->type()->kind() == c10::TypeKind::TensorType || value->type()->kind() == c10::TypeKind::OptionalType) {
    return alias->isWrite();
  }

  const auto& inner = alias->containedTypes();
  return std::any_of(inner.begin(), inner.end(), [](const auto& contained) { return contained.isWrite(); });
}

// Operators that change arguments although their schema does not say so: found by trying those of this libtorch that take made-up
// arguments, and by reading the schemas of the others. Arguments go by name, since later versions have more of them.
struct HiddenWrites {
  std::array<std::string_view, 2> arguments;
  // The argument of type bool without which nothing is changed, if there is one.
  std::string_view unless_false;
};

const HiddenWrites* hidden_writes(std::string_view kind) {
  static const std::unordered_map<std::string_view, HiddenWrites> known = {
      {"aten::batch_norm", {{"running_mean", "running_var"}, "training"}},
      {"aten::native_batch_norm", {{"running_mean", "running_var"}, "training"}},
      {"aten::_batch_norm_impl_index", {{"running_mean", "running_var"}, "training"}},
      {"aten::cudnn_batch_norm", {{"running_mean", "running_var"}, "training"}},
      {"aten::miopen_batch_norm", {{"running_mean", "running_var"}, "training"}},
      {"nvprims::native_batch_norm", {{"running_mean", "running_var"}, "training"}},
      {"aten::instance_norm", {{"running_mean", "running_var"}, "use_input_stats"}},
      {"aten::batch_norm_update_stats", {{"running_mean", "running_var"}, ""}},
      {"aten::batch_norm_gather_stats", {{"running_mean", "running_var"}, ""}},
      {"aten::batch_norm_gather_stats_with_counts", {{"running_mean", "running_var"}, ""}},
      {"aten::rrelu_with_noise", {{"noise", ""}, "training"}},
      {"aten::rrelu_with_noise_", {{"noise", ""}, "training"}},
      {"aten::_no_grad_embedding_renorm_", {{"weight", ""}, ""}},
      {"quantized::relu6", {{"qx", ""}, "inplace"}},
      {"quantized::leaky_relu", {{"qx", ""}, "inplace"}},
      {"_quantized::relu6", {{"qx", ""}, "inplace"}},
  };
  const auto found = known.find(kind);
  return found != known.end() ? &found->second : nullptr;
}

bool is_constant_false(const Value* value) {
  const auto constant = torch::jit::toIValue(value);
  return constant.has_value() && constant->isBool() && !constant->toBool();
}

// What a node changes without saying so, or null.
const HiddenWrites* hidden_writes(const Node* node, const c10::FunctionSchema& schema) {
  const HiddenWrites* hidden = hidden_writes(node->kind().toQualString());
  if (hidden == nullptr || hidden->unless_false.empty()) {
    return hidden;
  }

  const auto flag = schema.argumentIndexWithName(std::string(hidden->unless_false));
  return flag.has_value() && static_cast<size_t>(*flag) < node->inputs().size() && is_constant_false(node->input(static_cast<size_t>(*flag))) ? nullptr : hidden;
}

bool changes_secretly(const HiddenWrites& hidden, const c10::Argument& argument, const Value* value) {
  return value->type()->kind() != c10::TypeKind::NoneType &&
      std::find(hidden.arguments.begin(), hidden.arguments.end(), argument.name()) != hidden.arguments.end();
}

// Whose memory a value shows.
enum class Owner { graph, attribute, unknown };

// Follows views and in-place operators, both of which the schema ties to their first input, back to where the memory comes from.
Owner owner_of(const Value* value) {
  while (true) {
    const Node* node = value->node();
    if (node->kind() == c10::prim::GetAttr || node->kind() == c10::prim::Constant) {
      return Owner::attribute;
    }

    const auto* schema = node->maybeSchema();
    if (schema == nullptr || node->outputs().size() != 1) {
      return Owner::unknown;
    }

    if (makes_memory(node->kind().toQualString())) {
      return Owner::graph;
    }

    const auto& arguments = schema->arguments();
    const auto& returns = schema->returns();
    const bool tied = !arguments.empty() && !node->inputs().empty() && returns.size() == 1 && arguments[0].alias_info() != nullptr &&
        returns[0].alias_info() != nullptr && node->input(0)->type()->kind() == c10::TypeKind::TensorType;
    if (!tied) {
      return Owner::unknown;
    }

    value = node->input(0);
  }
}

bool holds_tensors(const c10::TypePtr& type) {
  if (type->kind() == c10::TypeKind::TensorType) {
    return true;
  }

  const auto contained = type->containedTypes();
  return std::any_of(contained.begin(), contained.end(), holds_tensors);
}

} // namespace

void refuse_unsafe_operators(const Graph& graph, const std::string& function) {
  for_each_node(graph.block(), [&](const Node* node) {
    if (reaches_outside(node->kind().ns().toUnqualString()) || reaches_outside(node->kind().toUnqualString())) {
      const std::string kind = node->kind().toQualString();
      throw Failure(
          RAIT_OPERATOR_REFUSED,
          "The function '" + function + "' uses " + kind + ", which reaches beyond the process; it is refused unless file access is allowed. " +
              node->sourceRange().str());
    }
  });
}

Effects find_effects(const Graph& graph) {
  Effects effects;
  bool reads_state = false;
  bool writes_unknown = false;
  for_each_node(graph.block(), [&](const Node* node) {
    const auto kind = node->kind();
    if (kind == c10::prim::fork) {
      effects.forks = true;
    } else if (kind == c10::prim::SetAttr) {
      effects.changes_state = true;
    } else if (kind == c10::prim::GetAttr) {
      reads_state |= holds_tensors(node->output()->type());
    } else if (std::string_view(kind.toUnqualString()).find("conv") != std::string_view::npos) {
      effects.convolves = true;
    } else if (kind == c10::prim::CallMethod || kind == c10::prim::CallFunction) {
      effects.writes = effects.writes_shared = effects.changes_state = effects.forks = true;
    }

    const auto* schema = node->maybeSchema();
    if (schema == nullptr) {
      return;
    }

    const HiddenWrites* hidden = hidden_writes(node, *schema);
    for (size_t i = 0; i < node->inputs().size() && i < schema->arguments().size(); i++) {
      const bool secretly = hidden != nullptr && changes_secretly(*hidden, schema->arguments()[i], node->input(i));
      if (!secretly && !changes(schema->arguments()[i], node->input(i))) {
        continue;
      }

      effects.writes = true;
      const bool tensor = node->input(i)->type()->kind() == c10::TypeKind::TensorType;
      const Owner owner = tensor ? owner_of(node->input(i)) : Owner::unknown;
      effects.writes_shared |= owner != Owner::graph;
      effects.changes_state |= owner == Owner::attribute;
      effects.changes_constants |= secretly && owner != Owner::graph;
      writes_unknown |= owner == Owner::unknown;
    }
  });

  // What could not be followed may be a tensor of the module's, if the graph reads any.
  effects.changes_state |= writes_unknown && reads_state;
  return effects;
}

namespace {

void insert_checks(Block* block) {
  for (Node* node : block->nodes()) {
    for (Block* inner : node->blocks()) {
      insert_checks(inner);
      const bool checked = inner->nodes().begin() != inner->nodes().end() && (*inner->nodes().begin())->kind() == check_cancel_symbol();
      if (node->kind() == c10::prim::Loop && !checked) {
        inner->prependNode(block->owningGraph()->create(check_cancel_symbol(), {}, 0));
      }
    }

    if (node->hasAttribute(c10::attr::Subgraph)) {
      insert_checks(node->g(c10::attr::Subgraph)->block());
    }
  }
}

} // namespace

void insert_loop_checks(Graph& graph) {
  insert_checks(graph.block());
}

} // namespace rait
