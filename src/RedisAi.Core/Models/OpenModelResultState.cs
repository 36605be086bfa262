using RedisAi.Backends;
using RedisAi.Tensors;

namespace RedisAi.Models;

/// <summary>The outputs of one run of a model whose signature leaves them open.</summary>
/// <remarks>The values are in the array of <see cref="Given"/>, which the base class releases.</remarks>
internal sealed class OpenModelResultState(ModelSignature signature, int version) : ModelResultState(signature, version)
{
    private TensorSpec[] _outputs = [];

    public override IReadOnlyList<TensorSpec> Outputs => _outputs;

    /// <summary>Where a run puts its outputs.</summary>
    public RunOutputs Given { get; } = new();

    /// <summary>Forgets an earlier run, whose values were released.</summary>
    public void BeginRun() => Given.Forget();

    /// <summary>Takes over what the run has given, whether it succeeded or not.</summary>
    public void EndRun()
    {
        UseValues(Given.Values, Given.Count);
        _outputs = new TensorSpec[Given.Count];
        HashSet<string> names = [];
        for (int i = 0; i < _outputs.Length; i++)
        {
            _outputs[i] = Describe(names, i);
        }
    }

    private TensorSpec Describe(HashSet<string> names, int index)
    {
        TensorValue value = Given[index];
        string numbered = _outputs.Length == 1 ? "output" : $"output_{index}";
        string name = Given.NameOf(index) is { } given && names.Add(given) ? given : numbered;
        return value.IsEmpty
            ? new TensorSpec(name, TensorDataType.Undefined, ShapePattern.Any) { IsOptional = true }
            : new TensorSpec(name, value.DataType, new ShapePattern(value.Shape.Dimensions));
    }
}
