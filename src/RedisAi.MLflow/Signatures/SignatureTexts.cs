namespace RedisAi.MLflow.Signatures;

/// <summary>The three texts of a signature, each of them JSON, or null for none.</summary>
internal readonly record struct SignatureTexts(string? Inputs, string? Outputs, string? Parameters);
