using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RedisAi.Testing;
using RedisAi.Testing.Redis;
using StackExchange.Redis;

namespace RedisAi.Store.Redis.Tests;

/// <summary>The code of docs/streams.md.</summary>
public class StreamSnippets
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_with_a_producer_and_a_consumer()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        ModelSource meter = ModelSource.FromFunction(Signature(), static inputs => Sums(inputs[0].AsSpan<float>(), inputs[1].AsSpan<float>()));
        using IHost app = Build(meter, server.Configuration);
        await app.StartAsync(Token);
        await using ConnectionMultiplexer multiplexer = await ConnectionMultiplexer.ConnectAsync(server.Configuration);
        IDatabase redis = multiplexer.GetDatabase();
        for (int i = 0; i < 2; i++)
        {
            #region streams-producer
            using AiTensor reading = AiTensor.Create<float>([1], [2.5f]);
            StreamField field = StreamField.FromTensor("x", reading);
            await redis.StreamAddAsync("readings", [new("session", "pump-7"), new(field.Name, field.Value)]);
            #endregion
        }

        await Eventually.HoldsAsync(() => redis.StreamLength("totals") == 2, "two outputs");
        List<string> lines = [];
        #region streams-consumer
        foreach (StreamEntry entry in await redis.StreamRangeAsync("totals"))
        {
            using AiTensor total = new StreamField("sum", (byte[])entry["sum"]!).ToTensor();
            Console.WriteLine($"{entry["session"]}: {total.AsSpan<float>()[0]} after message {entry["source"]}");
        }
        #endregion
        foreach (StreamEntry entry in await redis.StreamRangeAsync("totals"))
        {
            using AiTensor total = new StreamField("sum", (byte[])entry["sum"]!).ToTensor();
            lines.Add($"{entry["session"]} {total.AsSpan<float>()[0]}");
        }

        Assert.Equal(["pump-7 2.5", "pump-7 5"], lines);
        await app.StopAsync(Token);
    }

    private static IHost Build(ModelSource meter, string configuration)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        Compose(builder, meter);

        // The server of the test in the place of the one on the page.
        builder.Services.AddRedisAi().AddRedisStore(configuration);
        return builder.Build();
    }

    private static void Compose(HostApplicationBuilder builder, ModelSource meter)
    {
        #region streams-worker
        builder.Services.AddRedisAi()
            .AddRedisStore("localhost:6379")
            .AddModel("meter", meter, model => model.States.Add(new ModelState("total", "next")))
            .AddStreamWorker("readings", "totals", "meter", worker =>
            {
                worker.Group = "meters";            // each message goes to one worker of each group
                worker.MaxLength = 100_000;         // about what the output keeps
            });
        builder.Services.AddHealthChecks().AddRedisAiStreams();
        #endregion
    }

    private static ModelSignature Signature() => new([Spec("x"), Spec("total")], [Spec("sum"), Spec("next")]);

    private static TensorSpec Spec(string name) => new(name, TensorDataType.Float32, new ShapePattern([-1]));

    private static AiTensor[] Sums(ReadOnlySpan<float> x, ReadOnlySpan<float> totals)
    {
        float[] sums = new float[x.Length];
        for (int row = 0; row < x.Length; row++)
        {
            sums[row] = x[row] + totals[row];
        }

        return [AiTensor.Create<float>([sums.Length], sums), AiTensor.Create<float>([sums.Length], sums)];
    }
}
