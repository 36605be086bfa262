using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow;

/// <summary>What MLflow was told, when a model was logged, that the model takes and gives. Immutable.</summary>
/// <remarks>It is not what the model itself declares: <see cref="ModelSignature"/>. Requests are held to both.</remarks>
public sealed class MlflowSignature
{
    internal MlflowSignature(IReadOnlyList<MlflowField> inputs, IReadOnlyList<MlflowField> outputs, IReadOnlyList<MlflowParameter> parameters)
    {
        Inputs = inputs;
        Outputs = outputs;
        Parameters = parameters;
    }

    /// <summary>Gets the inputs: all of them tensors, or all of them columns; none when nothing was said of them.</summary>
    public IReadOnlyList<MlflowField> Inputs { get; }

    /// <summary>Gets the outputs; none when nothing was said of them.</summary>
    public IReadOnlyList<MlflowField> Outputs { get; }

    /// <summary>Gets the parameters beside the inputs.</summary>
    public IReadOnlyList<MlflowParameter> Parameters { get; }

    /// <summary>What it was read from, to be kept where it can be read again.</summary>
    internal SignatureTexts Texts { get; init; }

    /// <summary>Whether requests give the one input without a name.</summary>
    internal bool IsUnnamedTensor => Inputs is [{ IsTensor: true, Name: null }];

    /// <summary>Reads a signature as the file <c>MLmodel</c> has it: three texts, each of them JSON.</summary>
    /// <param name="inputs">The inputs; null for none.</param>
    /// <param name="outputs">The outputs; null for none.</param>
    /// <param name="parameters">The parameters; null for none.</param>
    /// <exception cref="FormatException">One of them is no such JSON, or mixes tensors with columns, or names with none.</exception>
    public static MlflowSignature Parse(string? inputs, string? outputs = null, string? parameters = null) => SignatureReader.Read(inputs, outputs, parameters);

    /// <summary>Compares it with what a loaded model declares.</summary>
    /// <param name="model">What the model takes and gives.</param>
    /// <returns>What does not fit; none when all does. Where a model says nothing of types and shapes, as TorchScript does, names and numbers are compared only.</returns>
    public IReadOnlyList<SignatureProblem> CompareWith(ModelSignature model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. InputBinding.Create(model, this).Problems, .. OutputComparison.Compare(model, Outputs)];
    }

    /// <summary>Returns the signature as text, as in <c>(x float32[-1,4]) -> (label int64[-1])</c>.</summary>
    public override string ToString() => $"({string.Join(", ", Inputs)}) -> ({string.Join(", ", Outputs)})";
}
