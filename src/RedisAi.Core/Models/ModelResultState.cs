using RedisAi.Execution;

namespace RedisAi.Models;

/// <summary>The outputs of one run of a model.</summary>
/// <param name="signature">What the model declares.</param>
/// <param name="version">The number of the version that runs.</param>
internal class ModelResultState(ModelSignature signature, int version) : ResultState(signature.Outputs.Count)
{
    /// <summary>The number of the version that has run.</summary>
    public int Version => version;

    /// <summary>What the outputs of the present run are.</summary>
    public virtual IReadOnlyList<TensorSpec> Outputs => signature.Outputs;

    /// <summary>What the outputs are, for a result.</summary>
    public IReadOnlyList<TensorSpec> OutputsOf(int generation)
    {
        Check(generation);
        return Outputs;
    }

    protected sealed override string? NameOf(int index) => Outputs[index].Name;

    protected sealed override string Describe(int index) => $"The output '{Outputs[index].Name}'";

    protected sealed override string WhyAbsent(int index) => Outputs[index].IsOptional ? "is optional, and the run has not given it" : base.WhyAbsent(index);
}
