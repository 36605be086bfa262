// Operators of later versions, put together from those of this one. Whether one is missing is asked of the library, so a newer
// libtorch keeps its own.
#include "operators.h"

#include "compat.h"

#include <ATen/ATen.h>
#include <c10/core/WrapDimMinimal.h>
#include <torch/csrc/jit/runtime/operator.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace rait {

using torch::jit::Operator;
using torch::jit::pop;
using torch::jit::Stack;

namespace {

// Q K^T * scale + mask.
at::Tensor attention_scores(const at::Tensor& query, const at::Tensor& key, const Optional<at::Tensor>& mask, bool causal, const Optional<double>& scale) {
  TORCH_CHECK(!(causal && mask.has_value() && mask->defined()), "scaled_dot_product_attention: attn_mask and is_causal exclude each other.");
  const double factor = scale.has_value() ? *scale : 1.0 / std::sqrt(static_cast<double>(query.size(-1)));
  at::Tensor weights = at::matmul(query, key.transpose(-2, -1)) * factor;
  const double minus_infinity = -std::numeric_limits<double>::infinity();
  if (causal) {
    const at::Tensor allowed = at::ones({query.size(-2), key.size(-2)}, query.options().dtype(at::kBool)).tril();
    weights = weights.masked_fill(allowed.logical_not(), minus_infinity);
  } else if (mask.has_value() && mask->defined()) {
    weights = mask->scalar_type() == at::kBool ? weights.masked_fill(mask->logical_not(), minus_infinity) : weights + *mask;
  }

  return weights;
}

// A row of minus infinities, as of a place that may attend to nothing, gives zeros in later versions, and not NaN.
at::Tensor safe_softmax(const at::Tensor& scores, int64_t dim, const Optional<at::ScalarType>& type) {
  const at::Tensor nothing = scores.eq(-std::numeric_limits<double>::infinity()).all(dim, true);
  return at::softmax(scores, dim, type).masked_fill(nothing, 0.0);
}

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
  if (grouped_queries) {
    key = key.repeat_interleave(query.size(-3) / key.size(-3), -3);
    value = value.repeat_interleave(query.size(-3) / value.size(-3), -3);
  }

  at::Tensor weights = attention_scores(query, key, mask, causal, scale);
  weights = mask.has_value() && mask->defined() ? safe_softmax(weights, -1, kNone) : at::softmax(weights, -1);
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

// What graphs with decompositions have for it. The second result is what training goes on with.
void flash_attention_for_cpu(Stack& stack) {
  const Optional<double> scale = pop(stack).toOptional<double>();
  const Optional<at::Tensor> mask = pop(stack).toOptional<at::Tensor>();
  const bool causal = pop(stack).toBool();
  const double dropout = pop(stack).toDouble();
  const at::Tensor value = pop(stack).toTensor();
  const at::Tensor key = pop(stack).toTensor();
  const at::Tensor query = pop(stack).toTensor();
  torch::jit::push(stack, attention(query, key, value, mask, dropout, causal, scale, false));
  torch::jit::push(stack, at::logsumexp(attention_scores(query, key, mask, causal, scale), {-1}));
}

void safe_softmax(Stack& stack) {
  const Optional<at::ScalarType> type = pop(stack).toOptional<at::ScalarType>();
  const int64_t dim = pop(stack).toInt();
  const at::Tensor input = pop(stack).toTensor();
  torch::jit::push(stack, safe_softmax(input, dim, type));
}

// Later versions drop several dimensions at once, those of length 1 among the named ones.
void squeeze_dims(Stack& stack) {
  std::vector<int64_t> dims = pop(stack).toIntVector();
  at::Tensor result = pop(stack).toTensor();
  for (int64_t& dim : dims) {
    dim = c10::maybe_wrap_dim(dim, result.dim());
  }

  std::sort(dims.begin(), dims.end(), std::greater<>());
  dims.erase(std::unique(dims.begin(), dims.end()), dims.end());
  for (const int64_t dim : dims) {
    result = result.dim() > 0 ? result.squeeze(dim) : result;
  }

  torch::jit::push(stack, result);
}

// Whether any of the elements along these dimensions is not zero, or each; along all of them where none are named.
template <typename Reduce>
void reduce_dims(Stack& stack, const Reduce& reduce) {
  const bool keep = pop(stack).toBool();
  const auto given = pop(stack).toOptional<std::vector<int64_t>>();
  at::Tensor result = pop(stack).toTensor().to(at::kBool);
  std::vector<int64_t> dims = given.has_value() ? *given : std::vector<int64_t>();
  for (int64_t dim = 0; !given.has_value() && dim < result.dim(); dim++) {
    dims.push_back(dim);
  }

  for (int64_t& dim : dims) {
    dim = c10::maybe_wrap_dim(dim, result.dim());
  }

  std::sort(dims.begin(), dims.end(), std::greater<>());
  for (const int64_t dim : dims) {
    result = reduce(result, dim, keep);
  }

  torch::jit::push(stack, result);
}

void any_dims(Stack& stack) {
  reduce_dims(stack, [](const at::Tensor& tensor, int64_t dim, bool keep) { return tensor.any(dim, keep); });
}

void all_dims(Stack& stack) {
  reduce_dims(stack, [](const at::Tensor& tensor, int64_t dim, bool keep) { return tensor.all(dim, keep); });
}

void prelu_kernel(Stack& stack) {
  const at::Tensor weight = pop(stack).toTensor();
  const at::Tensor input = pop(stack).toTensor();
  torch::jit::push(stack, at::where(input.gt(0), input, input * weight));
}

// Indices may be out of range where the mask is false, and give the filling there.
void unsafe_masked_index(Stack& stack) {
  const at::Scalar filling = pop(stack).toScalar();
  const c10::IValue given = pop(stack);
  const at::Tensor mask = pop(stack).toTensor();
  const at::Tensor input = pop(stack).toTensor();
  c10::List<Optional<at::Tensor>> indices;
  for (size_t dim = 0; dim < given.toListRef().size(); dim++) {
    const Optional<at::Tensor> index = given.toListRef()[dim].toOptional<at::Tensor>();
    TORCH_CHECK(static_cast<int64_t>(dim) < input.dim(), "_unsafe_masked_index: there are more indices than dimensions.");
    const int64_t length = input.size(static_cast<int64_t>(dim));
    indices.push_back(index.has_value() && index->defined() ? Optional<at::Tensor>(index->clamp(-length, length - 1)) : index);
  }

  torch::jit::push(stack, at::index(input, indices).masked_fill(mask.logical_not(), filling));
}

void native_batch_norm_legit(Stack& stack) {
  const double eps = pop(stack).toDouble();
  const double momentum = pop(stack).toDouble();
  const bool training = pop(stack).toBool();
  const at::Tensor variance = pop(stack).toTensor();
  const at::Tensor mean = pop(stack).toTensor();
  const Optional<at::Tensor> bias = pop(stack).toOptional<at::Tensor>();
  const Optional<at::Tensor> weight = pop(stack).toOptional<at::Tensor>();
  const at::Tensor input = pop(stack).toTensor();
  auto [output, saved_mean, saved_invstd] = at::native_batch_norm(input, weight, bias, mean, variance, training, momentum, eps);
  torch::jit::push(stack, output, saved_mean, saved_invstd);
}

void native_batch_norm_legit_no_stats(Stack& stack) {
  const double eps = pop(stack).toDouble();
  const double momentum = pop(stack).toDouble();
  const bool training = pop(stack).toBool();
  const Optional<at::Tensor> bias = pop(stack).toOptional<at::Tensor>();
  const Optional<at::Tensor> weight = pop(stack).toOptional<at::Tensor>();
  const at::Tensor input = pop(stack).toTensor();
  auto [output, saved_mean, saved_invstd] = at::native_batch_norm(input, weight, bias, {}, {}, training, momentum, eps);
  torch::jit::push(stack, output, saved_mean, saved_invstd);
}

void native_batch_norm_legit_no_training(Stack& stack) {
  const double eps = pop(stack).toDouble();
  const double momentum = pop(stack).toDouble();
  const at::Tensor variance = pop(stack).toTensor();
  const at::Tensor mean = pop(stack).toTensor();
  const Optional<at::Tensor> bias = pop(stack).toOptional<at::Tensor>();
  const Optional<at::Tensor> weight = pop(stack).toOptional<at::Tensor>();
  const at::Tensor input = pop(stack).toTensor();
  auto [output, saved_mean, saved_invstd] = at::native_batch_norm(input, weight, bias, mean, variance, false, momentum, eps);
  torch::jit::push(stack, output, saved_mean, saved_invstd);
}

struct Normalised {
  at::Tensor output;
  at::Tensor scale;
};

// x / sqrt(mean(x^2) + eps) * weight over the last dimensions; eps is the type's machine epsilon unless given.
Normalised pop_rms_norm(Stack& stack) {
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
  const at::Tensor scale = at::rsqrt(x.pow(2).mean(dims, true) + (eps.has_value() ? *eps : smallest));
  at::Tensor result = x * scale;
  if (weight.has_value() && weight->defined()) {
    result = result * (low ? weight->to(at::kFloat) : *weight);
  }

  return {result.to(input.scalar_type()), scale};
}

void rms_norm(Stack& stack) {
  torch::jit::push(stack, pop_rms_norm(stack).output);
}

void fused_rms_norm(Stack& stack) {
  const Normalised result = pop_rms_norm(stack);
  torch::jit::push(stack, result.output, result.scale);
}

void supply(const char* name, const char* schema, void (*function)(Stack&), const std::string& overload = "") {
  const auto known = torch::jit::getAllOperatorsFor(c10::Symbol::fromQualString(name));
  if (std::none_of(known.begin(), known.end(), [&](const auto& operation) { return operation->schema().overload_name() == overload; })) {
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
  supply(
      "aten::_fused_rms_norm",
      "aten::_fused_rms_norm(Tensor input, int[] normalized_shape, Tensor? weight, float? eps) -> (Tensor, Tensor)",
      fused_rms_norm);
  supply(
      "aten::_scaled_dot_product_flash_attention_for_cpu",
      "aten::_scaled_dot_product_flash_attention_for_cpu(Tensor query, Tensor key, Tensor value, float dropout_p=0.0, bool is_causal=False, "
      "*, Tensor? attn_mask=None, float? scale=None) -> (Tensor output, Tensor logsumexp)",
      flash_attention_for_cpu);
  supply("aten::_safe_softmax", "aten::_safe_softmax(Tensor self, int dim, ScalarType? dtype=None) -> Tensor", safe_softmax);
  supply("aten::any", "aten::any.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor", any_dims, "dims");
  supply("aten::all", "aten::all.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor", all_dims, "dims");
  supply("aten::_prelu_kernel", "aten::_prelu_kernel(Tensor self, Tensor weight) -> Tensor", prelu_kernel);
  supply(
      "aten::_unsafe_masked_index",
      "aten::_unsafe_masked_index(Tensor self, Tensor mask, Tensor?[] indices, Scalar fill) -> Tensor",
      unsafe_masked_index);
  supply(
      "aten::_native_batch_norm_legit",
      "aten::_native_batch_norm_legit(Tensor input, Tensor? weight, Tensor? bias, Tensor(a!) running_mean, Tensor(b!) running_var, bool training, "
      "float momentum, float eps) -> (Tensor, Tensor, Tensor)",
      native_batch_norm_legit);
  supply(
      "aten::_native_batch_norm_legit",
      "aten::_native_batch_norm_legit.no_stats(Tensor input, Tensor? weight, Tensor? bias, bool training, float momentum, float eps) -> (Tensor, Tensor, Tensor)",
      native_batch_norm_legit_no_stats,
      "no_stats");
  supply("aten::squeeze", "aten::squeeze.dims(Tensor(a) self, int[] dim) -> Tensor(a)", squeeze_dims, "dims");
  supply(
      "aten::_native_batch_norm_legit_no_training",
      "aten::_native_batch_norm_legit_no_training(Tensor input, Tensor? weight, Tensor? bias, Tensor running_mean, Tensor running_var, "
      "float momentum, float eps) -> (Tensor, Tensor, Tensor)",
      native_batch_norm_legit_no_training);
}

} // namespace rait
