namespace RedisAi.MLflow.Signatures;

/// <summary>Compares the outputs of a signature with those of a model. Nothing of it keeps a request from being answered.</summary>
internal static class OutputComparison
{
    public static IEnumerable<SignatureProblem> Compare(ModelSignature model, IReadOnlyList<MlflowField> declared)
    {
        if (model.HasOpenOutputs || declared.Count == 0)
        {
            yield break;
        }

        if (declared is [{ Name: null } only])
        {
            // The answer of a Python model; it is the first output where the model was exported.
            if (model.Outputs.Count > 0 && Difference(only, model.Outputs[0]) is { } unnamed)
            {
                yield return unnamed;
            }

            yield break;
        }

        foreach (MlflowField field in declared)
        {
            if (model.Outputs.FirstOrDefault(output => output.Name == field.Name) is not { } output)
            {
                yield return Warning($"The signature has the output '{field}'; the model gives ({string.Join(", ", model.Outputs)}).");
            }
            else if (Difference(field, output) is { } difference)
            {
                yield return difference;
            }
        }
    }

    private static SignatureProblem? Difference(MlflowField field, TensorSpec output)
    {
        bool typeFits = field.DataType == output.DataType || field.DataType == TensorDataType.Undefined || output.DataType == TensorDataType.Undefined;
        bool shapeFits = !field.IsTensor || !field.Shape.IsRankKnown || !output.Shape.IsRankKnown || field.Shape.Rank == output.Shape.Rank;
        return (typeFits || !field.IsTensor) && shapeFits ? null : Warning($"The signature says that the output is '{field}'; the model gives '{output}'.");
    }

    private static SignatureProblem Warning(string message) => new(message, IsFatal: false);
}
