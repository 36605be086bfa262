// The host as the tests of the C interface pretend it to be: memory with references, commands, tensors and models.
#pragma once

#include "redisai_torch.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// Memory of exactly the size that is needed, so that one byte too far is noticed.
class Memory {
 public:
  explicit Memory(size_t size) : bytes(new char[size]) { alive++; }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  void retain() { references_++; }

  void release() {
    if (--references_ == 0) {
      delete this;
    }
  }

  const std::unique_ptr<char[]> bytes;
  static inline std::atomic<int> alive{0};

 private:
  ~Memory() { alive--; }

  std::atomic<int> references_{1};
};

inline size_t size_of(rait_type type) {
  switch (type) {
    case RAIT_FLOAT64:
    case RAIT_INT64:
    case RAIT_UINT64: return 8;
    case RAIT_FLOAT32:
    case RAIT_INT32:
    case RAIT_UINT32: return 4;
    case RAIT_FLOAT16:
    case RAIT_BFLOAT16:
    case RAIT_INT16:
    case RAIT_UINT16: return 2;
    default: return 1;
  }
}

// A tensor of the host's: one reference on its memory.
class HostTensor {
 public:
  HostTensor(rait_type type, std::vector<int64_t> dims, const void* data = nullptr) : type_(type), dims_(std::move(dims)) {
    size_t size = size_of(type);
    for (const int64_t length : dims_) {
      size *= static_cast<size_t>(length);
    }

    memory_ = new Memory(size);
    if (size > 0) {
      if (data != nullptr) {
        std::memcpy(memory_->bytes.get(), data, size);
      } else {
        std::memset(memory_->bytes.get(), 1, size);
      }
    }
  }

  HostTensor(HostTensor&& other) noexcept : type_(other.type_), dims_(std::move(other.dims_)), memory_(std::exchange(other.memory_, nullptr)) {}
  HostTensor(const HostTensor&) = delete;
  HostTensor& operator=(const HostTensor&) = delete;

  ~HostTensor() {
    if (memory_ != nullptr) {
      memory_->release();
    }
  }

  static HostTensor floats(std::vector<float> values) { return HostTensor(RAIT_FLOAT32, {static_cast<int64_t>(values.size())}, values.data()); }

  Memory* memory() const { return memory_; }

  rait_tensor view() const {
    rait_tensor view{};
    view.data = memory_->bytes.get();
    view.dims = dims_.data();
    view.rank = static_cast<int64_t>(dims_.size());
    view.type = type_;
    view.owner = memory_;
    return view;
  }

 private:
  rait_type type_;
  std::vector<int64_t> dims_;
  Memory* memory_;
};

inline rait_text text(const std::string& value) {
  return {value.data(), static_cast<int64_t>(value.size())};
}

inline std::string text(rait_text value) {
  return std::string(value.data, static_cast<size_t>(value.length));
}

// What one call's `context` points to. Its replies live until its next call, as the interface says, and no longer.
class PretendHost {
 public:
  // Whether memory can be kept beyond a run.
  bool retains = true;
  // Whether tensors that are set, and inputs of models, are kept until this is gone.
  bool keeps = false;
  std::vector<rait_tensor> kept;
  // Runs within rait_host.run_model.
  rait_execution* nested = nullptr;

  PretendHost() = default;
  PretendHost(const PretendHost&) = delete;
  PretendHost& operator=(const PretendHost&) = delete;

  ~PretendHost() {
    for (const rait_tensor& tensor : kept) {
      rait_owner_free(static_cast<rait_owner*>(tensor.owner));
    }
  }

  static rait_host table() { return {retain, release, execute_command, run_model, get_tensor, set_tensor}; }

 private:
  static PretendHost& of(void* context) { return *static_cast<PretendHost*>(context); }

  static void* retain(void* context, void* owner) {
    if (context == nullptr || !of(context).retains) {
      return nullptr;
    }

    static_cast<Memory*>(owner)->retain();
    return owner;
  }

  static void release(void* retained) { static_cast<Memory*>(retained)->release(); }

  // The reply is each of the command's arguments, in a list within a list, between a null and a number.
  static rait_status execute_command(void* context, rait_text command, const rait_text* arguments, int64_t count, const rait_reply** reply, rait_text* error) {
    PretendHost& host = of(context);
    if (text(command) == "FAIL") {
      return host.fail(error);
    }

    host.texts_.clear();
    std::vector<rait_reply> replies;
    const auto add = [&](int32_t kind, int64_t value, rait_text of = {nullptr, 0}) { replies.push_back({kind, 0, value, of}); };
    if (text(command) == "COUNT") {
      add(2, count);
    } else {
      add(3, 3);
      add(0, 0);
      add(3, count);
      for (int64_t i = 0; i < count; i++) {
        host.texts_.push_back(text(arguments[i]));
        add(1, 0, text(host.texts_.back()));
      }

      add(2, -7);
    }

    host.replies_.reset(new rait_reply[replies.size()]);
    std::copy(replies.begin(), replies.end(), host.replies_.get());
    *reply = host.replies_.get();
    return RAIT_OK;
  }

  // Each output is the first input's first element, once more. The model "half" fails when it has given its first output.
  static rait_status run_model(
      void* context, rait_text key, const rait_tensor* inputs, int64_t input_count, rait_tensor* outputs, int64_t output_count, rait_text* error) {
    PretendHost& host = of(context);
    float first = 0;
    for (int64_t i = 0; i < input_count; i++) {
      if (i == 0) {
        std::memcpy(&first, inputs[i].data, sizeof first);
      }

      host.receive(inputs[i]);
    }

    if (host.nested != nullptr) {
      const HostTensor input = HostTensor::floats({first});
      const rait_tensor view = input.view();
      rait_call call{};
      call.inputs = &view;
      call.input_count = 1;
      call.context = context;
      const rait_tensor* results = nullptr;
      int64_t count = 0;
      if (rait_run(host.nested, &call, &results, &count) != RAIT_OK) {
        return host.fail(error);
      }

      first = *static_cast<const float*>(results[0].data);
    }

    for (int64_t i = 0; i < output_count; i++) {
      if (i == 1 && text(key) == "half") {
        return host.fail(error);
      }

      host.give(HostTensor::floats({first}), outputs[i]);
    }

    return RAIT_OK;
  }

  static rait_status get_tensor(void* context, rait_text key, rait_tensor* value, rait_text* error) {
    PretendHost& host = of(context);
    if (text(key) == "absent") {
      return host.fail(error);
    }

    host.give(HostTensor::floats({1, 2, 3}), *value);
    return RAIT_OK;
  }

  static rait_status set_tensor(void* context, rait_text key, const rait_tensor* value, rait_text* error) {
    of(context).receive(*value);
    return text(key) == "absent" ? of(context).fail(error) : RAIT_OK;
  }

  rait_status fail(rait_text* error) {
    message_ = "the host says no";
    *error = text(message_);
    return RAIT_HOST_FAILED;
  }

  // Takes a tensor that comes with its owner.
  void receive(const rait_tensor& tensor) {
    if (keeps) {
      kept.push_back(tensor);
    } else {
      rait_owner_free(static_cast<rait_owner*>(tensor.owner));
    }
  }

  // Hands a reference over; the description's lengths live as long as this.
  void give(const HostTensor& tensor, rait_tensor& description) {
    description = tensor.view();
    lengths_.emplace_back(description.dims, description.dims + description.rank);
    description.dims = lengths_.back().data();
    tensor.memory()->retain();
  }

  std::unique_ptr<rait_reply[]> replies_;
  std::deque<std::string> texts_;
  std::deque<std::vector<int64_t>> lengths_;
  std::string message_;
};
