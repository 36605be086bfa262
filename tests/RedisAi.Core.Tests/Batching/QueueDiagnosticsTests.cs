using System.Diagnostics;
using System.Diagnostics.Metrics;
using Xunit;
using static RedisAi.Tests.Batching.SimulatedModel;

namespace RedisAi.Tests.Batching;

public sealed class QueueDiagnosticsTests
{
    [Fact]
    public async Task Batch_size_is_measured_once_for_each_run_and_the_wait_of_each_call()
    {
        List<(string Name, double Value)> measured = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, self) =>
        {
            if (instrument.Name is "redisai.batch.size" or "redisai.inference.queue.duration")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured.Add((instrument.Name, value)));
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured.Add((instrument.Name, value)));
        listener.Start();
        await using SimulatedModel model = await CreateAsync();
        measured.Clear();
        Task first = model.CallAsync(1);
        model.Time.Advance(TimeSpan.FromSeconds(1));
        Task second = model.CallAsync(2, 3);

        model.Threads.RunAll();

        await Task.WhenAll(first, second);
        Assert.Equal([("redisai.batch.size", 3), ("redisai.inference.queue.duration", 0), ("redisai.inference.queue.duration", 1)], measured.Order());
    }

    [Fact]
    public async Task Copy_for_a_version_in_the_shadow_is_measured_with_its_cost_and_what_it_gave()
    {
        List<(string Name, double Value)> measured = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, self) =>
        {
            if (instrument.Name.StartsWith("redisai.shadow.", StringComparison.Ordinal))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured.Add((instrument.Name, value)));
        listener.Start();
        await using SimulatedModel model = await CreateAsync();
        await model.Engine.Models.StoreCandidateAsync("m", Testing.Simulation.SimulatedBackend.Source, CandidateTraffic.Shadows());
        Task call = model.CallAsync(1);

        model.Threads.RunAll();

        await call;
        Assert.Equal([("redisai.shadow.difference", 0), ("redisai.shadow.duration", 0.002001)], measured.Order());
    }

    [Fact]
    public async Task Each_call_that_waits_has_a_span_of_its_own_under_that_of_its_caller()
    {
        List<Activity> ended = [];
        using ActivitySource source = new("test");
        using ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name is "test" or "RedisAi",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using SimulatedModel model = await CreateAsync();
        Task<long[]>[] calls;
        using (Activity caller = source.StartActivity("caller")!)
        {
            calls = [model.CallAsync(1), model.CallAsync(Poison)];
            Assert.Same(caller, Activity.Current);

            model.Threads.RunAll();

            Assert.Same(caller, Activity.Current);
            Activity[] ofCalls = [.. ended.Where(static activity => activity.OperationName.StartsWith("run ", StringComparison.Ordinal))];
            Assert.Equal([caller.SpanId, caller.SpanId], ofCalls.Select(static activity => activity.ParentSpanId));
            Assert.Equal(1, ofCalls.Count(static activity => activity.Status == ActivityStatusCode.Error));

            // The run that both share has a trace of its own, to which they link.
            Activity run = Assert.Single(ended, static activity => activity.OperationName.StartsWith("batch ", StringComparison.Ordinal));
            Assert.NotEqual(caller.TraceId, run.TraceId);
            Assert.All(ofCalls, call => Assert.Equal(run.Context, Assert.Single(call.Links).Context));
        }

        Assert.Equal((long[])[3], await calls[0]);
        await Assert.ThrowsAsync<BackendException>(() => calls[1]);
    }
}
