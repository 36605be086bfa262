using RedisAi.Backends;

namespace RedisAi.Conformance;

/// <summary>The base of the classes of tests: what they share.</summary>
/// <typeparam name="TBackend">The backend under test.</typeparam>
public abstract class ConformanceTests<TBackend>
    where TBackend : BackendUnderTest, new()
{
    private protected const int SumLength = 16;

    /// <summary>Creates the tests.</summary>
    protected ConformanceTests() => Subject.RegisterCounters();

    /// <summary>Gets what is known of the backend.</summary>
    protected TBackend Subject { get; } = new();

    private protected static Task<ModelContent> OpenAsync(ModelSource source) => source.OpenAsync(CancellationToken.None);

    private protected static async Task<IModelSession> LoadAsync(IBackend backend, ModelSource source, ModelOptions options) =>
        backend.Load(await OpenAsync(source), options, CancellationToken.None);

    private protected Task<IModelSession> LoadSumAsync(IBackend backend, ModelSource? source = null) =>
        LoadAsync(backend, source ?? Subject.Sum, SumOptions(new ModelOptions { Threads = 1 }));

    /// <summary>Adds to options what <see cref="BackendUnderTest.Sum"/> needs to be declared.</summary>
    private protected ModelOptions SumOptions(ModelOptions options)
    {
        Subject.DeclareSum(options);
        return options;
    }

    /// <summary>Sixteen numbers that follow each other.</summary>
    private protected static AiTensor Numbers(float first) => AiTensor.Create<float, float>([SumLength], first, static (span, start) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = start + i;
        }
    });

    private protected static void DisposeAll(IReadOnlyList<AiTensor> tensors)
    {
        foreach (AiTensor tensor in tensors)
        {
            tensor.Dispose();
        }
    }
}
