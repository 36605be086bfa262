namespace RedisAi.Backends.TfLite.Format;

/// <summary>What is known of a model from its file.</summary>
/// <param name="Signature">What it takes and gives.</param>
/// <param name="InputShapes">The shapes that the inputs have in the file, 1 for each length that may be another.</param>
/// <param name="HasVariables">Whether something stays from run to run unless it is forgotten.</param>
/// <param name="ActivationBytes">What all results of operators take together on inputs of those shapes, as far as the file tells.</param>
internal sealed record GraphFacts(ModelSignature Signature, TensorShape[] InputShapes, bool HasVariables, double ActivationBytes);
