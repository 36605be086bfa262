using RedisAi.Tensors;

namespace RedisAi.Testing.Simulation;

/// <summary>A run of a simulated model.</summary>
/// <param name="execution">What runs.</param>
/// <param name="inputs">Borrowed.</param>
/// <param name="outputs">Handed over.</param>
internal delegate void SimulatedRun(SimulatedExecution execution, ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs);
