using RedisAi.Backends;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Conformance;

/// <summary>What every backend must do when it is asked for its name, whether it recognizes a model, and to load one.</summary>
/// <typeparam name="TBackend">The backend under test.</typeparam>
public abstract class BackendTests<TBackend> : ConformanceTests<TBackend>
    where TBackend : BackendUnderTest, new()
{
    [Fact]
    public void Name_is_stable_and_not_blank()
    {
        using IBackend backend = Subject.CreateBackend();
        using IBackend other = Subject.CreateBackend();

        Assert.False(string.IsNullOrWhiteSpace(backend.Name));
        Assert.Equal(backend.Name, other.Name);
    }

    [Fact]
    public async Task Its_own_model_is_recognized()
    {
        using IBackend backend = Subject.CreateBackend();

        Assert.True(backend.Recognizes(await OpenAsync(Subject.Sum)));
    }

    [Fact]
    public async Task Its_own_model_is_recognized_by_its_file()
    {
        string path = Subject.SumFile.Require();
        using IBackend backend = Subject.CreateBackend();

        Assert.True(backend.Recognizes(await OpenAsync(ModelSource.FromFile(path))));
    }

    [Fact]
    public async Task Its_own_model_is_recognized_by_its_bytes()
    {
        byte[] bytes = Subject.SumBytes.Require();
        using IBackend backend = Subject.CreateBackend();

        Assert.True(backend.Recognizes(await OpenAsync(ModelSource.FromBytes(bytes))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public async Task Random_bytes_are_not_recognized(int length)
    {
        using IBackend backend = Subject.CreateBackend();
        for (int seed = 0; seed < 100; seed++)
        {
            byte[] bytes = new byte[length];
            new Random(seed).NextBytes(bytes);

            Assert.False(backend.Recognizes(await OpenAsync(ModelSource.FromBytes(bytes))), $"{length} bytes of seed {seed} are taken for a model.");
        }
    }

    [Fact]
    public async Task Text_and_zeros_are_not_recognized()
    {
        using IBackend backend = Subject.CreateBackend();

        Assert.False(backend.Recognizes(await OpenAsync(ModelSource.FromBytes("Not a model, but a sentence about models.\n"u8.ToArray()))));
        Assert.False(backend.Recognizes(await OpenAsync(ModelSource.FromBytes("{\"model\": true}"u8.ToArray()))));
        Assert.False(backend.Recognizes(await OpenAsync(ModelSource.FromBytes(new byte[5000]))));
    }

    [Fact]
    public async Task Signature_has_names_types_and_shapes()
    {
        using IBackend backend = Subject.CreateBackend();
        using IModelSession session = await LoadSumAsync(backend);

        ModelSignature signature = session.Signature;

        Assert.Equal([Subject.SumInputs.Left, Subject.SumInputs.Right], signature.Inputs.Select(static input => input.Name));
        Assert.Equal([Subject.SumOutput], signature.Outputs.Select(static output => output.Name));
        Assert.All(signature.Inputs.Concat(signature.Outputs), static spec => Assert.Equal(TensorDataType.Float32, spec.DataType));
        Assert.All(signature.Inputs, static input => Assert.True(input.Shape.Accepts(TensorShape.Create(SumLength)), $"{input} does not take 16 elements."));
        Assert.All(signature.Inputs, static input => Assert.False(input.Shape.Accepts(TensorShape.Create(2, SumLength)), $"{input} takes another rank."));
    }

    [Fact]
    public async Task Model_is_loaded_from_its_file_and_the_file_is_not_needed_later()
    {
        string path = Subject.SumFile.Require();
        using TemporaryFolder folder = new();
        string copy = folder[Path.GetFileName(path)];
        File.Copy(path, copy);
        using IBackend backend = Subject.CreateBackend();
        using IModelSession session = await LoadSumAsync(backend, ModelSource.FromFile(copy));

        File.Delete(copy);

        AssertAdds(session);
    }

    [Fact]
    public async Task Model_is_loaded_from_bytes_and_the_bytes_are_not_needed_later()
    {
        byte[] bytes = [.. Subject.SumBytes.Require()];
        using IBackend backend = Subject.CreateBackend();
        using IModelSession session = await LoadSumAsync(backend, ModelSource.FromBytes(bytes));

        Array.Fill(bytes, (byte)0xFF);

        AssertAdds(session);
    }

    [Fact]
    public async Task Damaged_model_is_refused_with_a_reason()
    {
        Dictionary<string, ModelSource> damaged = Subject.Damaged.Require();
        using IBackend backend = Subject.CreateBackend();
        foreach ((string fault, ModelSource source) in damaged)
        {
            Exception? error = await Record.ExceptionAsync(() => LoadAsync(backend, source, new ModelOptions { Threads = 1 }));

            Assert.True(error is ModelLoadException or BackendException, $"{fault}: {error?.ToString() ?? "it was loaded"}");
            Assert.False(string.IsNullOrWhiteSpace(error?.Message), fault);
        }
    }

    [Fact]
    public async Task Any_cut_of_a_model_is_loaded_or_refused_and_nothing_worse()
    {
        byte[] bytes = Subject.SumBytes.Require();
        using IBackend backend = Subject.CreateBackend();
        for (int length = 1; length < bytes.Length; length++)
        {
            ModelSource cut = ModelSource.FromBytes(bytes.AsMemory(0, length));

            Exception? error = await Record.ExceptionAsync(async () => (await LoadSumAsync(backend, cut)).Dispose());

            Assert.True(error is null or ModelLoadException or BackendException, $"{length} of {bytes.Length} bytes: {error}");
        }
    }

    [Fact]
    public async Task Device_that_is_not_there_is_refused_with_a_reason()
    {
        Device device = Subject.MissingDevice.Require();
        using IBackend backend = Subject.CreateBackend();

        Exception? error = await Record.ExceptionAsync(() => LoadAsync(backend, Subject.Sum, SumOptions(new ModelOptions { Threads = 1, Device = device })));

        Assert.True(error is ModelLoadException or BackendUnavailableException or BackendException, $"{error?.ToString() ?? "it was loaded"}");
    }

    [Fact]
    public async Task Models_are_loaded_on_many_threads_at_once()
    {
        using IBackend backend = Subject.CreateBackend();
        ModelContent content = await OpenAsync(Subject.Sum);

        Threads.Run(4, _ =>
        {
            for (int i = 0; i < 10; i++)
            {
                using IModelSession session = backend.Load(content, SumOptions(new ModelOptions { Threads = 1 }), CancellationToken.None);
                AssertAdds(session);
            }
        });
    }

    [Fact]
    public async Task Loading_and_closing_many_times_leaves_nothing_behind()
    {
        using IBackend backend = Subject.CreateBackend();
        ModelContent content = await OpenAsync(Subject.Sum);
        IReadOnlyDictionary<string, long> before = LeakCheck.Count();

        for (int i = 0; i < Subject.LoadCycles; i++)
        {
            using IModelSession session = backend.Load(content, SumOptions(new ModelOptions { Threads = 1 }), CancellationToken.None);
            using IModelExecution execution = session.CreateExecution();
        }

        Assert.Null(LeakCheck.FindLeak(before));
    }

    [Fact]
    public void Backend_may_be_disposed_twice_and_unused()
    {
        IBackend backend = Subject.CreateBackend();

        backend.Dispose();
        backend.Dispose();
    }

    private static void AssertAdds(IModelSession session)
    {
        using IModelExecution execution = session.CreateExecution();
        using AiTensor left = Numbers(1);
        using AiTensor right = Numbers(100);
        using AiTensor sum = SumRun.Execute(execution, left, right);
        SumRun.AssertIsSum(left, right, sum.AsSpan<float>());
    }
}
