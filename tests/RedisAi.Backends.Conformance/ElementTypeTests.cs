using RedisAi.Testing;
using Xunit;

namespace RedisAi.Conformance;

/// <summary>What every backend must do with each type of element that it claims: take it and give it, bit by bit.</summary>
/// <typeparam name="TBackend">The backend under test.</typeparam>
public abstract class ElementTypeTests<TBackend> : ConformanceTests<TBackend>
    where TBackend : BackendUnderTest, new()
{
    private static readonly string[] s_texts = ["tabby", "", "tiger cat", "\u00e9\u4e2d\ud83d\ude00", new string('x', 5_000)];

    [Fact]
    public void There_are_types_and_each_comes_once()
    {
        Assert.NotEmpty(Subject.ElementTypes);
        Assert.Equal(Subject.ElementTypes.Distinct(), Subject.ElementTypes);
        Assert.DoesNotContain(TensorDataType.Undefined, Subject.ElementTypes);
    }

    [Fact]
    public async Task Every_type_is_declared_as_it_is() => await ForEachTypeAsync(static (model, type) =>
    {
        Assert.Equal(type, model.Signature.Inputs[0].DataType);
        Assert.Equal(type, model.Signature.Outputs[0].DataType);
    });

    [Fact]
    public async Task Every_type_comes_back_as_it_went_in() => await ForEachTypeAsync(static (model, type) =>
    {
        foreach (int length in (int[])[1, 5, 16, 1000])
        {
            using AiTensor x = Create(type, length);
            using ModelResult result = model.Run([x]);
            TensorComparison.AssertSame(x, result[0]);
        }
    });

    [Fact]
    public async Task Every_type_may_be_empty() => await ForEachTypeAsync(static (model, type) =>
    {
        using AiTensor x = Create(type, 0);
        using ModelResult result = model.Run([x]);
        TensorComparison.AssertSame(x, result[0]);
    });

    [Fact]
    public async Task Every_type_is_read_where_a_view_begins() => await ForEachTypeAsync(static (model, type) =>
    {
        using AiTensor x = Create(type, 50);
        for (int start = 0; start < 10; start++)
        {
            using AiTensor view = x.Slice(start, 30);
            using ModelResult result = model.Run([view]);
            TensorComparison.AssertSame(view, result[0]);
        }
    });

    [Fact]
    public async Task Every_type_goes_round_in_circles() => await ForEachTypeAsync(static (model, type) =>
    {
        using AiTensor x = Create(type, 20);
        AiTensor current = x.Share();
        for (int i = 0; i < 10; i++)
        {
            using ModelResult result = model.Run([current]);
            current.Dispose();
            current = result.Detach(0);
        }

        TensorComparison.AssertSame(x, current);
        current.Dispose();
    });

    [Fact]
    public async Task Every_type_runs_on_many_threads_at_once() => await ForEachTypeAsync(static (model, type) =>
    {
        Threads.Run(3, thread =>
        {
            for (int i = 0; i < 20; i++)
            {
                using AiTensor x = Create(type, 1 + ((thread + i) % 7));
                using ModelResult result = model.Run([x]);
                TensorComparison.AssertSame(x, result[0]);
            }
        });
    });

    [Fact]
    public async Task Other_types_are_refused_by_each_model() => await ForEachTypeAsync((model, type) =>
    {
        foreach (TensorDataType other in Subject.ElementTypes.Where(other => other != type))
        {
            using AiTensor x = Create(other, 4);
            TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => model.Run([x]));
            Assert.StartsWith($"{type}", error.Expected, StringComparison.Ordinal);
            Assert.Equal($"{other}[4]", error.Actual);
        }
    });

    private async Task ForEachTypeAsync(Action<IModel, TensorDataType> check)
    {
        await using RedisAiEngine ai = new(Subject.CreateBackends());
        foreach (TensorDataType type in Subject.ElementTypes)
        {
            ModelOptions options = new();
            Subject.DeclareIdentity(options, type);
            await ai.Models.StoreAsync("identity", Subject.Identity(type), options);
            try
            {
                check(ai.Models["identity"], type);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"{type}: {error.Message}", error);
            }
        }
    }

    private static AiTensor Create(TensorDataType type, int length)
    {
        if (type == TensorDataType.String)
        {
            return AiTensor.CreateStrings([length], [.. Enumerable.Range(0, length).Select(static i => s_texts[i % s_texts.Length])]);
        }

        // Any bits: a model that gives back what it gets must not mind infinities, NaNs or extremes. A truth value is 0 or 1.
        byte[] bytes = new byte[Tensors.TensorValue.ByteLengthOf(type, TensorShape.Create(length))];
        new Random(length).NextBytes(bytes);
        if (type == TensorDataType.Bool)
        {
            bytes = [.. bytes.Select(static value => (byte)(value & 1))];
        }

        return AiTensor.FromBytes(type, [length], bytes);
    }
}
