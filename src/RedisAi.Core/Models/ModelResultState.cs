using RedisAi.Execution;

namespace RedisAi.Models;

/// <summary>The outputs of one run of a model.</summary>
internal sealed class ModelResultState(ModelSignature signature) : ResultState(signature.Outputs.Count)
{
    public ModelSignature Signature => signature;

    protected override Exception Missing(int index, bool detached)
    {
        TensorSpec output = signature.Outputs[index];
        return new InvalidOperationException(
            detached ? $"The output '{output.Name}' was detached."
            : output.IsOptional ? $"The output '{output.Name}' is optional, and the run has not given it."
            : $"The run has not given the output '{output.Name}'.");
    }
}
