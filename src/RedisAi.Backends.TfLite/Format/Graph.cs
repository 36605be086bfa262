namespace RedisAi.Backends.TfLite.Format;

/// <summary>What a file says of one of its graphs.</summary>
/// <param name="Table">Where it says it.</param>
/// <param name="Tensors">Its tensors.</param>
/// <param name="Inputs">Which of them it takes.</param>
/// <param name="Outputs">Which of them it gives.</param>
/// <param name="Operators">What it computes, in order.</param>
internal sealed record Graph(FlatTable Table, GraphTensor[] Tensors, int[] Inputs, int[] Outputs, GraphOperator[] Operators);
