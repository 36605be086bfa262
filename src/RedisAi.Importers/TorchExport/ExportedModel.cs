namespace RedisAi.Importers.TorchExport;

/// <summary>An exported program as a TorchScript archive.</summary>
/// <param name="Archive">The archive; whoever has it may keep it.</param>
/// <param name="Inputs">What <c>forward</c> takes, in order.</param>
/// <param name="Outputs">What it gives, in order.</param>
internal sealed record ExportedModel(byte[] Archive, IReadOnlyList<TensorSpec> Inputs, IReadOnlyList<TensorSpec> Outputs);
