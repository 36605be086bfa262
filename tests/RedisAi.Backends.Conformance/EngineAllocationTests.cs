using RedisAi.Testing;
using Xunit;

namespace RedisAi.Conformance;

/// <summary>What an engine allocates over every backend.</summary>
/// <typeparam name="TBackend">The backend under test.</typeparam>
public abstract class EngineAllocationTests<TBackend> : ConformanceTests<TBackend>
    where TBackend : BackendUnderTest, new()
{
    [Fact]
    public async Task Run_of_a_small_model_allocates_no_managed_memory()
    {
        Assert.SkipUnless(RunsWithoutAllocating, WhyRunsAllocate);
        await using RedisAiEngine ai = new(Subject.CreateBackends());
        await ai.Models.StoreAsync("sum", Subject.Sum, SumOptions(new ModelOptions()));
        IModel model = ai.Models["sum"];
        using AiTensor left = Numbers(1);
        using AiTensor right = Numbers(100);

        long bytes = await Allocations.OfCallsAsync(() =>
        {
            using ModelResult result = model.Run([left, right]);
            _ = result.AsSpan<float>(0)[0];
        });

        Assert.Equal(0, bytes);
    }

    /// <summary>Gets whether a warm run allocates nothing on the managed heap.</summary>
    protected virtual bool RunsWithoutAllocating => true;

    /// <summary>Gets why it does.</summary>
    protected virtual string WhyRunsAllocate => "";
}
