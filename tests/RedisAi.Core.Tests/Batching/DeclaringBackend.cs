using RedisAi.Backends;
using RedisAi.Testing;
using RedisAi.Tests.Models;

namespace RedisAi.Tests.Batching;

/// <summary>Runs a function as a model whose signature tells where rows are, as that of an ONNX model does.</summary>
internal sealed class DeclaringBackend(ModelSignature signature, ModelFunction function) : IBackend
{
    public string Name => "DECLARING";

    public bool Recognizes(ModelContent content) => content.Head.Span.StartsWith("FAKE"u8);

    public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken) =>
        new Session(new FunctionSession("m", new FunctionModel(signature, (inputs, _) => function(inputs))));

    public void Dispose()
    {
    }

    /// <summary>An engine with the model under the key "m".</summary>
    public static async Task<RedisAiEngine> EngineAsync(
        ModelSignature signature, ModelFunction function, ModelOptions? options = null, RecordedLog? logs = null)
    {
        RedisAiEngine ai = new(new RedisAiOptions(), [new DeclaringBackend(signature, function)], new Testing.ManualTimeProvider(), logs);
        await ai.Models.StoreAsync("m", FakeBackend.Source, options);
        return ai;
    }

    private sealed class Session(FunctionSession function) : IModelSession
    {
        public ModelSignature Signature => function.Signature;

        public bool DeclaresRows => true;

        public IModelExecution CreateExecution() => function.CreateExecution();

        public void Dispose() => function.Dispose();
    }
}
