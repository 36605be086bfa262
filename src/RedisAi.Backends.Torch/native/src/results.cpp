#include "results.h"

#include "error.h"
#include "text.h"

#include <ATen/ops/tensor.h>

#include <algorithm>
#include <sstream>

namespace rait {

using c10::IValue;

namespace {

// Whether a tensor's memory is nobody else's, and not a small part of something large.
bool is_exclusive(const at::Tensor& tensor) {
  return tensor.use_count() == 1 && tensor.storage().use_count() == 1 &&
      tensor.storage().nbytes() <= 2 * static_cast<size_t>(tensor.numel()) * tensor.element_size();
}

// Neither None nor text, which are described as soon as they are found.
bool is_tensor(const rait_tensor& description) {
  return description.rank >= 0 && description.type != RAIT_STRING;
}

} // namespace

void Results::take(IValue value) {
  clear();
  if (value.isTensor()) {
    add(std::move(value).toTensor(), nullptr);
  } else if (!value.isNone()) {
    flatten(value, nullptr);
    value = IValue();
  }

  // Only now that the lists and tuples are gone can it be seen who else holds a tensor: an input of the call, an attribute of the
  // module, another output.
  for (size_t i = 0; i < tensors_.size(); i++) {
    if (is_tensor(descriptions_[i])) {
      finish(tensors_[i], descriptions_[i]);
    }
  }
}

// What is not exclusive is copied, so that neither side sees what the other does with it.
void Results::finish(at::Tensor& tensor, rait_tensor& description) {
  if (!is_plain(tensor)) {
    tensor = as_plain(tensor);
  }

  if (!is_exclusive(tensor)) {
    tensor = tensor.clone();
  }

  describe(tensor, description);
}

rait_owner* Results::release(int64_t index) {
  return new rait_owner(std::move(tensors_[static_cast<size_t>(index)]));
}

void Results::clear() {
  tensors_.clear();
  descriptions_.clear();
  if (!texts_.empty()) {
    texts_.clear();
  }

  if (!names_.empty()) {
    names_.clear();
  }
}

void Results::flatten(const IValue& value, const std::string* name) {
  if (value.isTensor()) {
    add(value.toTensor(), name);
  } else if (value.isNone()) {
    add_none(name);
  } else if (value.isInt()) {
    add(at::tensor(value.toInt(), at::kLong).squeeze(0), name);
  } else if (value.isDouble()) {
    add(at::tensor(value.toDouble(), at::kDouble).squeeze(0), name);
  } else if (value.isBool()) {
    add(at::tensor(static_cast<int64_t>(value.toBool()), at::kLong).squeeze(0).to(at::kBool), name);
  } else if (value.isString()) {
    add_texts({value.toStringRef()}, false, name);
  } else if (value.isIntList()) {
    add(at::tensor(value.toIntVector(), at::kLong), name);
  } else if (value.isDoubleList()) {
    add(at::tensor(value.toDoubleVector(), at::kDouble), name);
  } else if (value.isBoolList()) {
    std::vector<int64_t> items;
    for (const bool item : value.toBoolList()) {
      items.push_back(item ? 1 : 0);
    }

    add(at::tensor(items, at::kLong).to(at::kBool), name);
  } else if (value.isTuple()) {
    for (const IValue& item : value.toTupleRef().elements()) {
      flatten(item, name);
    }
  } else if (value.isList()) {
    const auto items = value.toListRef();
    const bool declared = value.toList().elementType()->kind() == c10::TypeKind::StringType;
    const bool strings = declared || (!items.empty() && std::all_of(items.begin(), items.end(), [](const IValue& item) { return item.isString(); }));
    if (strings) {
      std::vector<std::string> texts;
      for (const IValue& item : items) {
        texts.push_back(item.toStringRef());
      }

      add_texts(std::move(texts), true, name);
      return;
    }

    for (const IValue& item : items) {
      flatten(item, name);
    }
  } else if (value.isGenericDict()) {
    // libtorch's dicts keep the order in which keys were added.
    for (const auto& item : value.toGenericDict()) {
      std::ostringstream key;
      if (item.key().isString()) {
        key << item.key().toStringRef();
      } else {
        key << item.key();
      }

      names_.push_back(key.str());
      flatten(item.value(), &names_.back());
    }
  } else {
    throw Failure(RAIT_UNSUPPORTED, "The function returned a value of type " + value.type()->annotation_str() + ", which is no tensor and holds none.");
  }
}

void Results::add(at::Tensor tensor, const std::string* name) {
  rait_tensor description{};
  if (name != nullptr) {
    description.name = to_text(*name);
  }

  tensors_.push_back(std::move(tensor));
  descriptions_.push_back(description);
}

void Results::add_texts(std::vector<std::string> texts, bool list, const std::string* name) {
  texts_.emplace_back();
  Texts& kept = texts_.back();
  kept.strings = std::move(texts);
  kept.count = static_cast<int64_t>(kept.strings.size());
  for (const std::string& text : kept.strings) {
    kept.views.push_back(to_text(text));
  }

  add(at::Tensor(), name);
  rait_tensor& description = descriptions_.back();
  description.type = RAIT_STRING;
  description.data = kept.views.data();
  description.dims = &kept.count;
  description.rank = list ? 1 : 0;
}

void Results::add_none(const std::string* name) {
  add(at::Tensor(), name);
  descriptions_.back().rank = -1;
}

} // namespace rait
