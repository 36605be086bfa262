using RedisAi.Testing.Simulation;
using Xunit;
using static RedisAi.Tests.Batching.SimulatedModel;

namespace RedisAi.Tests.Batching;

/// <summary>Copies of calls for a version in the shadow, which must take nothing from the calls themselves.</summary>
public sealed class ShadowRunTests
{
    [Fact]
    public async Task Copy_does_not_run_while_all_cores_do()
    {
        await using SimulatedModel model = await CreateAsync();
        await model.Engine.Models.StoreCandidateAsync("m", SimulatedBackend.Source, CandidateTraffic.Shadows());
        int before = model.Runs.Count;
        Task<long[]> first = model.CallAsync(1);
        model.Threads.Step();
        model.Threads.CompleteAll();
        Assert.Equal(1, model.Threads.Started);

        // The copy gets its thread while a caller runs the next call.
        model.Running = _ =>
        {
            model.Running = null;
            model.Threads.Step();
        };
        using AiTensor x = AiTensor.Create<long>([1, 1], [2]);
        model.Model.Run([x]).Dispose();

        Assert.Equal([[1], [2]], model.Runs.Skip(before));
        Assert.Equal((0, 0, 2), Seen(model));

        Task<long[]> third = model.CallAsync(3);
        model.Threads.RunAll();
        Assert.Equal((1, 0, 2), Seen(model));
        await Task.WhenAll(first, third);
        await model.Engine.Models.RollBackAsync("m");
    }

    [Fact]
    public async Task Copy_of_a_call_that_was_cancelled_before_its_run_is_left_out_and_has_not_failed()
    {
        await using SimulatedModel model = await CreateAsync(cores: 2);
        using CancellationTokenSource cancellation = new();
        await model.Engine.Models.StoreCandidateAsync("m", SimulatedBackend.Source, CandidateTraffic.Shadows(0.5));
        List<Task> cancelled = [];
        model.Running = _ =>
        {
            // A second run at once needs another execution, which is made when its runner has taken the call.
            model.Running = null;
            cancelled.Add(model.CallAsync([1], null, cancellation.Token));
            model.Backend.CreatingExecution = cancellation.Cancel;
            model.Threads.Step();
            model.Backend.CreatingExecution = null;
        };
        Task<long[]> call = model.CallAsync(7);

        model.Threads.RunAll();

        await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled[0]);
        Assert.Equal((0, 0, 1), Seen(model));
        Assert.Equal((long[])[15], await call);
        await model.Engine.Models.RollBackAsync("m");
    }

    private static (long Compared, long Failed, long Dropped) Seen(SimulatedModel model) =>
        model.Engine.Models.ListVersions("m")[0].Shadow is { } seen ? (seen.Compared, seen.Failed, seen.Dropped) : default;
}
