using RedisAi.Models;

namespace RedisAi.MLflow.Deployments.Remote;

/// <summary>The outputs that a server has sent, as the result of a run.</summary>
internal sealed class RemoteResult : ModelResultState
{
    private readonly string _key;

    /// <param name="key">The model, for messages.</param>
    /// <param name="signature">What it declares.</param>
    /// <param name="outputs">As many as are declared; they are taken over.</param>
    public RemoteResult(string key, ModelSignature signature, IReadOnlyList<AiTensor> outputs)
        : base(signature, version: 0)
    {
        _key = key;
        for (int i = 0; i < outputs.Count; i++)
        {
            Values[i] = outputs[i].Take();
        }
    }

    protected override string Subject => $"the model '{_key}'";

    /// <summary>It is made for one run.</summary>
    protected override void GiveBack()
    {
    }
}
