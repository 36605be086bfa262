using RedisAi.Execution;

namespace RedisAi.Models;

/// <summary>The outputs of one run of a model.</summary>
internal sealed class ModelResultState(ModelSignature signature) : ResultState(signature.Outputs.Count)
{
    public ModelSignature Signature => signature;

    protected override string Describe(int index) => $"The output '{signature.Outputs[index].Name}'";

    protected override string WhyAbsent(int index) => signature.Outputs[index].IsOptional ? "is optional, and the run has not given it" : base.WhyAbsent(index);
}
