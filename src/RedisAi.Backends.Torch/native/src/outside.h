// What of libtorch reaches beyond the process.
#pragma once

#include <string_view>

namespace rait {

// Whether an operator's name, or the namespace of operators, is of those that reach the file system or other processes: archives are
// searched for it before they are read, graphs before they run.
bool reaches_outside(std::string_view name) noexcept;

} // namespace rait
