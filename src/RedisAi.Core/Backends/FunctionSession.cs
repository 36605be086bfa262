namespace RedisAi.Backends;

/// <summary>A model written in C#.</summary>
internal sealed class FunctionSession(string key, FunctionModel model) : IModelSession
{
    public ModelSignature Signature => model.Signature;

    public IModelExecution CreateExecution() => new FunctionExecution(key, model);

    public void Dispose()
    {
    }
}
