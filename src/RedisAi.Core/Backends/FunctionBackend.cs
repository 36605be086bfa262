namespace RedisAi.Backends;

/// <summary>Runs models written in C#; every engine has it.</summary>
internal sealed class FunctionBackend : IBackend
{
    public const string BackendName = "FUNCTION";

    public string Name => BackendName;

    public bool Recognizes(ModelContent content) => content.Function is FunctionModel;

    public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        if (content.Function is not FunctionModel model)
        {
            throw new ModelLoadException($"The {BackendName} backend runs functions, not {content}.");
        }

        if (options.Device != Device.Cpu)
        {
            throw new ModelLoadException($"A function runs on the CPU, not on {options.Device}.");
        }

        return new FunctionSession(content.Key, model);
    }

    public void Dispose()
    {
    }
}
