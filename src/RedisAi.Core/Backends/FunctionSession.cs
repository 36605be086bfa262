namespace RedisAi.Backends;

/// <summary>A model written in C#.</summary>
internal sealed class FunctionSession(FunctionModel model) : IModelSession
{
    public ModelSignature Signature => model.Signature;

    public IModelExecution CreateExecution() => new FunctionExecution(model);

    public void Dispose()
    {
    }
}
