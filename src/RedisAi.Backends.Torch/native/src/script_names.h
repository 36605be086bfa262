// What names mean in the source of a script.
#pragma once

#include <torch/csrc/jit/frontend/resolver.h>

namespace rait {

// Knows torch, math, redis and redisAI, and Python's exceptions. libtorch's own knows torch's functions only: neither torch.float32 nor
// math.pi nor ValueError.
torch::jit::ResolverPtr script_resolver();

} // namespace rait
