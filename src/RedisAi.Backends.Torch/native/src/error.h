// Failures on their way to the C side: a status, and a message kept for the thread.
#pragma once

#include "redisai_torch.h"

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

// Turns the exception that is being handled into a status, and keeps its message. `otherwise` is the status of errors that do not know theirs.
rait_status status_of_current(rait_status otherwise) noexcept;

// Runs a body, and turns whatever it throws into a status.
template <typename Body>
rait_status guarded(rait_status otherwise, const Body& body) noexcept {
  try {
    body();
    return RAIT_OK;
  } catch (...) {
    return status_of_current(otherwise);
  }
}

// Keeps a message for rait_last_error.
void keep_message(const char* message) noexcept;

rait_text last_message() noexcept;

// The message of the exception being handled, without libtorch's C++ backtrace, which only its own developers can use.
std::string current_message();

} // namespace rait
