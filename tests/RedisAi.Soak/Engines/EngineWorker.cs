using RedisAi.Backends.Onnx;
using RedisAi.Backends.Torch;
using RedisAi.Soak.Plans;

namespace RedisAi.Soak.Engines;

/// <summary>Makes an engine of its own, uses it, and disposes it, also while it is used.</summary>
internal sealed class EngineWorker(string name, SoakContext soak) : Worker(name, soak)
{
    public override async Task StepAsync()
    {
        Begin("waits");
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(300)), TimeProvider.System);
        Begin("makes an engine");
        RedisAiEngine ai = Random.Next(3) switch
        {
            0 => new RedisAiEngine(),
            1 => new RedisAiEngine(new OnnxBackend()),
            _ => new RedisAiEngine(new OnnxBackend(), new TorchBackend()),
        };
        await using (ai)
        {
            await StoreAsync(ai);
            Begin("uses an engine of its own");
            Task[] calls = [.. Enumerable.Range(0, Random.Next(1, 8)).Select(caller => Task.Run(() => CallAsync(ai, caller, calls: 20)))];
            if (Random.Next(2) == 0)
            {
                Begin("disposes an engine in use");
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(5)), TimeProvider.System);
                await ai.DisposeAsync();
            }

            await Task.WhenAll(calls);
            Begin("disposes an engine");
        }

        Did("engine made and disposed");
    }

    private async Task StoreAsync(RedisAiEngine ai)
    {
        Begin("stores a model in an engine of its own");
        using AiTensor initial = Numbers.Column(0);
        await ai.Models.StoreAsync(
            "sum",
            ModelSource.FromFunction(["x", "h"], ["y", "next"], static inputs =>
            {
                AiTensor sum = Numbers.Column([.. inputs[0].ToArray<long>().Zip(inputs[1].ToArray<long>(), static (x, h) => x + h)]);
                return [sum, sum.Share()];
            }),
            new ModelOptions
            {
                Batching = { Mode = BatchingMode.On },
                MaxWait = TimeSpan.FromMinutes(5),
                States = { new ModelState("h", "next") { Initial = initial } },
            });
    }

    private async Task CallAsync(RedisAiEngine ai, int caller, int calls)
    {
        long sum = 0;
        InferenceOptions options = new() { Session = $"{caller}" };
        try
        {
            IModel model = ai.Models["sum"];
            for (int i = 0; i < calls; i++)
            {
                using AiTensor x = Numbers.Column(i);
                using ModelResult result = i % 4 == 0 ? model.Run([x], options) : await model.RunAsync([x], options);
                sum += i;
                Require(result.AsSpan<long>(0)[0] == sum, $"An engine of its own gave {result.AsSpan<long>(0)[0]} instead of {sum}.");
            }
        }
        catch (ObjectDisposedException error) when (error.ObjectName.Contains(nameof(RedisAiEngine), StringComparison.Ordinal))
        {
            Soak.Tally.Provoked("engine disposed");
        }
    }
}
