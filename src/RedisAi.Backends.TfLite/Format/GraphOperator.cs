namespace RedisAi.Backends.TfLite.Format;

/// <summary>What a file says of an operator.</summary>
/// <param name="Table">Where it says it.</param>
/// <param name="Code">The number of what it computes.</param>
/// <param name="Inputs">Tensors of its graph, -1 for an input that is left out.</param>
/// <param name="Outputs">Tensors of its graph.</param>
/// <param name="Graphs">Other graphs that it runs.</param>
internal sealed record GraphOperator(FlatTable Table, int Code, int[] Inputs, int[] Outputs, int[] Graphs);
