using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using RedisAi.Testing;

namespace RedisAi.Store.Redis.Tests.Streams;

public class StreamLoadTests
{
    // Of this test alone: the meters of all hosts of the process have the same name.
    private const string Group = "measured";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_in_flight_is_bounded_and_the_lag_says_what_waits()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        StreamFeed feed = bench.Feed(StreamBench.Seed, sessions: 50);
        await feed.WriteAsync(400);
        using ManualResetEventSlim gate = new();
        Dictionary<string, long> measured = [];
        using MeterListener listener = Listen(measured);

        IHost host = await bench.WorkAsync(worker =>
        {
            (worker.Group, worker.MaxInFlight, worker.BatchSize) = (Group, 24, 10);
            worker.ReadInputs = message =>
            {
                gate.Wait(Eventually.Limit);
                message.TryGet("x", out StreamField field);
                return new NamedTensors { { "x", AiTensor.FromBytes(TensorDataType.Int64, [1], field.Value.Span) } };
            };
        });
        StreamWorker worker = StreamBench.WorkerOf(host);
        await Eventually.HoldsAsync(() => worker.InFlight == 24, "a full worker");
        await Eventually.HoldsAsync(() => worker.Status.Pulse is { Lag: 376, Pending: 24, OwnPending: 24 }, "a lag of what was not read");
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        listener.RecordObservableInstruments();

        Assert.Equal(24, worker.InFlight);
        Assert.Equal((376, 24, 24), (measured["redisai.stream.lag"], measured["redisai.stream.pending"], measured["redisai.stream.in_flight"]));
        gate.Set();
        await feed.CheckAsync($"Seed {StreamBench.Seed}");
        await Eventually.HoldsAsync(() => worker.Status.Pulse is { Lag: 0, Pending: 0 } && worker.InFlight == 0, "an empty stream");
        Assert.Equal(400, measured["redisai.stream.messages"]);
    }

    [Fact]
    public async Task The_output_is_trimmed_to_about_its_length()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        StreamFeed feed = bench.Feed(StreamBench.Seed, sessions: 5);
        bench.Server.Configure("stream-node-max-entries", "10");
        await bench.WorkAsync(static worker => worker.MaxLength = 50);

        await feed.WriteAsync(500);

        await Eventually.HoldsAsync(() => bench.Database.StreamLength("out") is > 0 and < 100 && bench.Database.StreamPending("in", "redisai").PendingMessageCount == 0, "a short output");
    }

    [Fact]
    public async Task A_model_that_is_not_there_holds_messages_up_and_the_health_check_says_so()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        IHost host = await bench.WorkAsync(add: static ai => ai.AddStreamWorker("later", "later-out", "late"));
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Token)).Status);
        using AiTensor x = AiTensor.Scalar(1f);
        StreamField field = StreamField.FromTensor("x", x);
        await bench.Database.StreamAddAsync("later", field.Name, field.Value);

        await Eventually.HoldsAsync(() => bench.Log.Entries.Any(static entry => entry.Id.Id == 706), "a warning");
        HealthReport report = await health.CheckHealthAsync(Token);
        await host.Services.GetRequiredService<IRedisAi>().Models.StoreAsync("late", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]), cancellationToken: Token);
        await Eventually.HoldsAsync(() => bench.Database.StreamLength("later-out") == 1, "the output");

        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Equal("later/redisai: There is no model under the key 'late', and no plan of that name.", report.Entries["redisai-streams"].Description);
        Assert.Equal(0, await bench.Database.StreamLengthAsync("later:dead"));
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Token)).Status);
    }

    private static MeterListener Listen(Dictionary<string, long> measured)
    {
        MeterListener listener = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name.StartsWith("redisai.stream.", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == "redisai.stream.group" && tag.Value as string != Group)
                {
                    return;
                }
            }

            lock (measured)
            {
                measured[instrument.Name] = instrument is Counter<long> ? measured.GetValueOrDefault(instrument.Name) + value : value;
            }
        });
        listener.Start();
        return listener;
    }
}
