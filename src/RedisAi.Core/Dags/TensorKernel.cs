using RedisAi.Tensors;

namespace RedisAi;

/// <summary>A C# node of a graph without handles: for short work on a hot path, which allocates nothing on the managed heap.</summary>
/// <param name="inputs">One value for each input, borrowed: valid until the kernel returns, and not to be released or written to.</param>
/// <param name="outputs">
/// All empty; takes one value for each output, which is handed over. What <see cref="TensorValue.Allocate{T}"/>, <see cref="TensorValue.Reshape"/> or
/// <see cref="TensorValue.AddReference"/> returned has a reference of its own, for one output; an input may be put here as it is, any number of times.
/// When the kernel throws, what is here is released.
/// </param>
public delegate void TensorKernel(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs);
