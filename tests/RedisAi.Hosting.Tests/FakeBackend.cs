using RedisAi.Backends;
using RedisAi.Tensors;

namespace RedisAi.Hosting.Tests;

/// <summary>Stands in for a native runtime: takes every file that ends as its own do, and its models give back what they get.</summary>
internal sealed class FakeBackend(string name = "FAKE", string extension = ".fake") : IBackend
{
    public static readonly ModelSignature Signature = new(
        [new TensorSpec("input", TensorDataType.Float32, new ShapePattern([-1, 4]))],
        [new TensorSpec("output", TensorDataType.Float32, new ShapePattern([-1, 4]))]);

    private int _disposals;

    public string Name => name;

    /// <summary>Called on the thread that loads.</summary>
    public Action<ModelContent, CancellationToken> OnLoad { get; init; } = static (_, _) => { };

    public int Disposals => _disposals;

    public bool Recognizes(ModelContent content) => content.Path?.EndsWith(extension, StringComparison.Ordinal) == true;

    public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        OnLoad(content, cancellationToken);
        return new Session();
    }

    /// <summary>Called when this ends, after it has.</summary>
    public Action OnDispose { get; init; } = static () => { };

    public void Dispose()
    {
        Interlocked.Increment(ref _disposals);
        OnDispose();
    }

    private sealed class Session : IModelSession
    {
        public ModelSignature Signature => FakeBackend.Signature;

        public IModelExecution CreateExecution() => new Execution();

        public void Dispose()
        {
        }
    }

    private sealed class Execution : IModelExecution
    {
        public void Execute(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs) => outputs[0] = inputs[0].AddReference();

        public void Cancel()
        {
        }

        public void ResetCancel()
        {
        }

        public void Dispose()
        {
        }
    }
}
