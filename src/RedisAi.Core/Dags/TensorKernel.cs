using RedisAi.Backends;
using RedisAi.Tensors;

namespace RedisAi;

/// <summary>A C# node of a graph without handles: for short work on a hot path, which allocates nothing on the managed heap.</summary>
/// <param name="inputs">One value for each input, borrowed: valid until the kernel returns.</param>
/// <param name="outputs">All empty; takes one value for each output, each with a reference, which is handed over.</param>
public delegate void TensorKernel(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs);
