namespace RedisAi.Hosting.Tests;

/// <summary>Backends that look like those of the packages from outside, so that what the documentation shows compiles without them.</summary>
internal static class DocumentedBackends
{
    public static RedisAiBuilder AddOnnxBackend(this RedisAiBuilder builder) => builder.AddBackend<OnnxLike>(static _ => new OnnxLike());

    public static RedisAiBuilder AddTorchBackend(this RedisAiBuilder builder) => builder.AddBackend<FakeScriptBackend>(static _ => new FakeScriptBackend("TORCH", ".pt"));

    private sealed class OnnxLike() : Like("ONNX", ".onnx");

    private abstract class Like(string name, string extension) : Backends.IBackend
    {
        private readonly FakeBackend _inner = new(name, extension);

        public string Name => _inner.Name;

        public bool Recognizes(Backends.ModelContent content) => _inner.Recognizes(content);

        public Backends.IModelSession Load(Backends.ModelContent content, LoadOptions options, CancellationToken cancellationToken) =>
            _inner.Load(content, options, cancellationToken);

        public void Dispose() => _inner.Dispose();
    }
}
