// Failures on their way to the C side: a status, and a message kept for the thread.
#pragma once

#include "redisai_torch.h"

#include <functional>
#include <stdexcept>
#include <string>

namespace rait {

// A failure that knows its status.
class Failure : public std::runtime_error {
 public:
  Failure(rait_status status, const std::string& message) : std::runtime_error(message), status_(status) {}

  rait_status status() const noexcept { return status_; }

 private:
  rait_status status_;
};

// Runs a body, and turns whatever it throws into a status. `otherwise` is the status of errors that do not know theirs.
rait_status guarded(rait_status otherwise, const std::function<void()>& body) noexcept;

// Keeps a message for rait_last_error.
void keep_message(const char* message) noexcept;

rait_text last_message() noexcept;

// The message of the exception being handled, without libtorch's C++ backtrace, which only its own developers can use.
std::string current_message();

} // namespace rait
