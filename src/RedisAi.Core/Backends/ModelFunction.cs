namespace RedisAi;

/// <summary>A model written in C#.</summary>
/// <param name="inputs">One tensor for each input, borrowed: valid until the function returns; null for an optional one that was left out.</param>
/// <returns>One tensor for each output, given away; an input, or a view of one, may be among them.</returns>
public delegate IReadOnlyList<AiTensor> ModelFunction(IReadOnlyList<AiTensor> inputs);

/// <summary>A model written in C# that can be stopped.</summary>
/// <param name="inputs">One tensor for each input, borrowed: valid until the function returns; null for an optional one that was left out.</param>
/// <param name="cancellationToken">Cancelled when nobody wants the answer any more, or its time is over.</param>
/// <returns>One tensor for each output, given away; an input, or a view of one, may be among them.</returns>
public delegate IReadOnlyList<AiTensor> CancellableModelFunction(IReadOnlyList<AiTensor> inputs, CancellationToken cancellationToken);
