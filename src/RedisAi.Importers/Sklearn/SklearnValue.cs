using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>A value that an estimator gives.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Columns">The number of columns of [rows, columns]; null for [rows].</param>
internal sealed record SklearnValue(string Name, OnnxElementType Type, int? Columns = null);
