using RedisAi.Execution;

namespace RedisAi.Models;

/// <summary>The outputs of one run of a model.</summary>
internal class ModelResultState(ModelSignature signature) : ResultState(signature.Outputs.Count)
{
    /// <summary>What the outputs are.</summary>
    public virtual IReadOnlyList<TensorSpec> Outputs => signature.Outputs;

    /// <summary>The place of an output; throws when there is none of that name.</summary>
    public int IndexOf(string name) => ModelSignature.IndexOf(Outputs, name);

    protected sealed override string Describe(int index) => $"The output '{Outputs[index].Name}'";

    protected sealed override string WhyAbsent(int index) => Outputs[index].IsOptional ? "is optional, and the run has not given it" : base.WhyAbsent(index);
}
