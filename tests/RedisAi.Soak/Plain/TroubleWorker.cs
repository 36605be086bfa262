namespace RedisAi.Soak.Plain;

/// <summary>Calls models that take too long, refuse, or fail, and sees to it that each call ends as it must.</summary>
internal sealed class TroubleWorker(string name, SoakContext soak, bool stores) : Worker(name, soak)
{
    private const string Busy = "busy";
    private const string Failing = "failing";
    private const string OnnxLoop = "loop.onnx";
    private const string TorchLoop = "loop.torch";

    /// <summary>An <c>x</c> that makes the failing model fail.</summary>
    private const long Poison = long.MinValue;

    public override async Task StartAsync()
    {
        if (stores)
        {
            await StoreAsync();
        }
    }

    public override Task StepAsync() => Random.Next(6) switch
    {
        0 => StopAsync(OnnxLoop, [AiTensor.Scalar(1_000_000_000L), AiTensor.Create<float>([64, 64], static elements => elements.Fill(1))]),
        1 => StopAsync(TorchLoop, [AiTensor.Create<float>([1], [1])]),
        2 or 3 => OverloadAsync(),
        _ => FailAsync(),
    };

    public override Task SettleAsync() => stores ? StoreAsync() : Task.CompletedTask;

    private async Task StoreAsync()
    {
        await Soak.Main.Models.StoreAsync(OnnxLoop, SoakContext.Onnx("slow_loop"), new ModelOptions { Threads = 1, MaxWait = TimeSpan.FromMinutes(5) });
        await Soak.Main.Models.StoreAsync(TorchLoop, SoakContext.Torch("slow"), new ModelOptions { MaxWait = TimeSpan.FromMinutes(5) });
        await Soak.Main.Models.StoreAsync(
            Busy,
            ModelSource.FromFunction(["x"], ["y"], static (inputs, cancellationToken) =>
            {
                cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(3));
                return [inputs[0]];
            }),
            new ModelOptions { MaxWait = TimeSpan.FromMilliseconds(6), Batching = { Mode = BatchingMode.On, BatchSize = 2 } });

        // What fails is run again alone, so one that is asked to fail takes nobody with it.
        await Soak.Main.Models.StoreAsync(
            Failing,
            ModelSource.FromFunction(["x"], ["y"], static inputs => inputs[0].AsSpan<long>().Contains(Poison) ? throw new ProvokedException() : [inputs[0]]),
            new ModelOptions { MaxWait = TimeSpan.FromMinutes(5), Batching = { Mode = BatchingMode.On, IsPure = true } });
    }

    /// <summary>A run that never ends by itself ends when it is told to.</summary>
    private async Task StopAsync(string key, AiTensor[] inputs)
    {
        bool cancels = Random.Next(2) == 0;
        Begin($"{(cancels ? "cancels" : "limits")} a run of {key}");
        TimeSpan time = TimeSpan.FromMilliseconds(Random.Next(1, 12));

        // By a timer, as the run may be on this thread.
        using CancellationTokenSource source = new(cancels ? time : Timeout.InfiniteTimeSpan);
        try
        {
            (await Soak.Main.Models[key].RunAsync(inputs, cancels ? null : new InferenceOptions { Timeout = time }, source.Token)).Dispose();
            throw new SoakFailureException($"A run of '{key}' that has no end has ended.");
        }
        catch (OperationCanceledException error) when (cancels && error.CancellationToken == source.Token)
        {
            Soak.Tally.Provoked("stopped");
        }
        catch (Exception error) when (!cancels && error is TimeoutException or EngineOverloadedException)
        {
            Soak.Tally.Provoked("timed out in a loop");
        }
        finally
        {
            Array.ForEach(inputs, static input => input.Dispose());
        }

        Did("run stopped");
    }

    /// <summary>More calls than can be answered in time: each is answered rightly or refused.</summary>
    private async Task OverloadAsync()
    {
        Begin("overloads a model");
        await Task.WhenAll(Enumerable.Range(0, Random.Next(4, 24)).Select(_ => CallAsync(Busy, Random.NextInt64(), mayBeRefused: true)).ToArray());
    }

    private async Task FailAsync()
    {
        Begin("has calls fail beside others");
        await Task.WhenAll(Enumerable.Range(0, Random.Next(1, 8)).Select(_ => CallAsync(Failing, Random.Next(4) == 0 ? Poison : Random.NextInt64(), mayBeRefused: false)).ToArray());
    }

    private async Task CallAsync(string key, long value, bool mayBeRefused)
    {
        await using Provocation provocation = Provocation.Draw(Random, Soak.Tally, new InferenceOptions(), isPoisoned: value == Poison, mayBeRefused);
        using AiTensor x = AiTensor.Create<long>([1, 1], [value]);
        try
        {
            using ModelResult answer = await Soak.Main.Models[key].RunAsync([x], provocation.Options, provocation.Token);
            Require(value != Poison && answer.AsSpan<long>(0) is [long y] && y == value, $"Model '{key}' answered {answer.AsSpan<long>(0)[0]} instead of {value}.");
            Did($"{key} call");
        }
        catch (Exception error) when (provocation.Excuses(error))
        {
            // As it must.
        }
    }
}
