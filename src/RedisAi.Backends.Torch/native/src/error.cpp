#include "error.h"

#include <c10/util/Exception.h>
#include <torch/csrc/jit/frontend/error_report.h>

#include <new>

namespace rait {

namespace {

thread_local std::string t_message;

} // namespace

void keep_message(const char* message) noexcept {
  try {
    t_message = message;
  } catch (...) {
    t_message.clear();
  }
}

rait_text last_message() noexcept {
  return {t_message.data(), static_cast<int64_t>(t_message.size())};
}

std::string current_message() {
  try {
    throw;
  } catch (const torch::jit::ErrorReport& error) {
    return error.what();
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "libtorch threw something that is no exception.";
  }
}

rait_status status_of_current(rait_status otherwise) noexcept {
  try {
    try {
      throw;
    } catch (const Failure& failure) {
      keep_message(failure.what());
      return failure.status();
    } catch (const std::bad_alloc&) {
      keep_message("There is not enough memory.");
      return RAIT_OUT_OF_MEMORY;
    } catch (...) {
      keep_message(current_message().c_str());
      return otherwise;
    }
  } catch (...) {
    // Even the message did not fit into memory.
    keep_message("");
    return RAIT_OUT_OF_MEMORY;
  }
}

} // namespace rait
