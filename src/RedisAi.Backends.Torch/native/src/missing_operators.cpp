// Operators of later versions, put together from those of this one. Whether one is missing is asked of the library, so a newer
// libtorch keeps its own.
#include "operators.h"

#include "compat.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/runtime/operator.h>

#include <cmath>
#include <limits>

namespace rait {

using torch::jit::Operator;
using torch::jit::pop;
using torch::jit::Stack;

namespace {

// softmax(Q K^T * scale + mask) V, as the documentation of torch.nn.functional.scaled_dot_product_attention gives it.
at::Tensor attention(
    const at::Tensor& query,
    at::Tensor key,
    at::Tensor value,
    const Optional<at::Tensor>& mask,
    double dropout,
    bool causal,
    const Optional<double>& scale,
    bool grouped_queries) {
  TORCH_CHECK(!(causal && mask.has_value() && mask->defined()), "scaled_dot_product_attention: attn_mask and is_causal exclude each other.");
  const double factor = scale.has_value() ? *scale : 1.0 / std::sqrt(static_cast<double>(query.size(-1)));
  if (grouped_queries) {
    key = key.repeat_interleave(query.size(-3) / key.size(-3), -3);
    value = value.repeat_interleave(query.size(-3) / value.size(-3), -3);
  }

  at::Tensor weights = at::matmul(query, key.transpose(-2, -1)) * factor;
  const double minus_infinity = -std::numeric_limits<double>::infinity();
  if (causal) {
    const at::Tensor allowed = at::ones({query.size(-2), key.size(-2)}, query.options().dtype(at::kBool)).tril();
    weights = weights.masked_fill(allowed.logical_not(), minus_infinity);
  } else if (mask.has_value() && mask->defined()) {
    weights = mask->scalar_type() == at::kBool ? weights.masked_fill(mask->logical_not(), minus_infinity) : weights + *mask;
  }

  if (mask.has_value() && mask->defined()) {
    // A row that may attend to nothing gives zeros in later versions, not the NaN of a softmax over minus infinities.
    const at::Tensor nothing = weights.eq(minus_infinity).all(-1, true);
    weights = at::softmax(weights, -1).masked_fill(nothing, 0.0);
  } else {
    weights = at::softmax(weights, -1);
  }

  return at::matmul(at::dropout(weights, dropout, dropout > 0.0), value);
}

void scaled_dot_product_attention(Stack& stack) {
  const bool grouped_queries = pop(stack).toBool();
  const Optional<double> scale = pop(stack).toOptional<double>();
  const bool causal = pop(stack).toBool();
  const double dropout = pop(stack).toDouble();
  const Optional<at::Tensor> mask = pop(stack).toOptional<at::Tensor>();
  const at::Tensor value = pop(stack).toTensor();
  const at::Tensor key = pop(stack).toTensor();
  const at::Tensor query = pop(stack).toTensor();

  // On the processor this libtorch multiplies no matrices of halves.
  const bool widen = query.scalar_type() == at::kHalf && query.device().is_cpu();
  const auto wide = [&](const at::Tensor& tensor) { return widen && tensor.scalar_type() == at::kHalf ? tensor.to(at::kFloat) : tensor; };
  const Optional<at::Tensor> wide_mask = mask.has_value() && mask->defined() ? Optional<at::Tensor>(wide(*mask)) : mask;
  const at::Tensor result = attention(wide(query), wide(key), wide(value), wide_mask, dropout, causal, scale, grouped_queries);
  torch::jit::push(stack, widen ? result.to(at::kHalf) : result);
}

// x / sqrt(mean(x^2) + eps) * weight over the last dimensions; eps is the type's machine epsilon unless given.
void rms_norm(Stack& stack) {
  const Optional<double> eps = pop(stack).toOptional<double>();
  const Optional<at::Tensor> weight = pop(stack).toOptional<at::Tensor>();
  const std::vector<int64_t> shape = pop(stack).toIntVector();
  const at::Tensor input = pop(stack).toTensor();
  TORCH_CHECK(
      static_cast<int64_t>(shape.size()) <= input.dim() && !shape.empty() && input.sizes().slice(input.sizes().size() - shape.size()) == at::IntArrayRef(shape),
      "rms_norm: the input's last dimensions are not normalized_shape.");

  std::vector<int64_t> dims;
  for (size_t i = 1; i <= shape.size(); i++) {
    dims.push_back(-static_cast<int64_t>(i));
  }

  const bool low = input.scalar_type() == at::kHalf || input.scalar_type() == at::kBFloat16;
  const at::Tensor x = low ? input.to(at::kFloat) : input;
  const double smallest = x.scalar_type() == at::kDouble ? std::numeric_limits<double>::epsilon() : std::numeric_limits<float>::epsilon();
  at::Tensor result = x * at::rsqrt(x.pow(2).mean(dims, true) + (eps.has_value() ? *eps : smallest));
  if (weight.has_value() && weight->defined()) {
    result = result * (low ? weight->to(at::kFloat) : *weight);
  }

  torch::jit::push(stack, result.to(input.scalar_type()));
}

void supply(const char* name, const char* schema, void (*function)(Stack&)) {
  if (torch::jit::getAllOperatorsFor(c10::Symbol::fromQualString(name)).empty()) {
    torch::jit::registerOperator(Operator(schema, torch::jit::Operation(function), c10::AliasAnalysisKind::FROM_SCHEMA));
  }
}

} // namespace

void register_missing_operators() {
  supply(
      "aten::scaled_dot_product_attention",
      "aten::scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, float dropout_p=0.0, bool is_causal=False, "
      "*, float? scale=None, bool enable_gqa=False) -> Tensor",
      scaled_dot_product_attention);
  supply("aten::rms_norm", "aten::rms_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, float? eps=None) -> Tensor", rms_norm);
}

} // namespace rait
