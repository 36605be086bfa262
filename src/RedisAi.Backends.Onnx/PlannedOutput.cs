namespace RedisAi.Backends.Onnx;

/// <summary>The shape that an output will have.</summary>
/// <param name="Shape">Its shape for callers.</param>
/// <param name="InGraph">Its shape in the graph: the same, or with the axis of length 1 that callers do not see.</param>
internal sealed record PlannedOutput(TensorShape Shape, TensorShape InGraph);
