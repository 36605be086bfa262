using System.Runtime.CompilerServices;

namespace RedisAi.Soak.Plans;

/// <summary>Runs plans that many workers share, and some of its own.</summary>
internal sealed class PlanWorker(string name, SoakContext soak) : Worker(name, soak)
{
    private const string Shared = "items";
    private const int MostItems = 12;

    private DagPlan? _keeping;
    private long? _kept;
    private int _commands;

    private RedisAiEngine Ai => Soak.Main;

    public override Task StartAsync()
    {
        Ai.Dags.Store(ItemsPlan.Compile(Ai, Shared));
        _keeping = KeepingPlan.Compile(Ai);
        return Task.CompletedTask;
    }

    public override Task StepAsync() => Random.Next(40) switch
    {
        0 => StartAsync(),
        < 8 => StreamAsync(),
        < 11 => KeepAsync(),
        < 18 => CommandAsync(),
        _ => ItemsAsync(),
    };

    public override Task SettleAsync()
    {
        foreach (string what in (string[])["latest", "doubled"])
        {
            bool wasThere = Ai.Tensors.Remove($"{Name}:{what}");
            Require(wasThere == _kept is not null, $"'{Name}:{what}' was {(wasThere ? "" : "not ")}there.");
        }

        _kept = null;
        return Task.CompletedTask;
    }

    private long[] Draw() => [.. Enumerable.Range(0, Random.Next(1, MostItems)).Select(_ => (long)Random.Next(40))];

    private async Task ItemsAsync()
    {
        Begin("runs a plan of items");
        await Task.WhenAll(Enumerable.Range(0, Random.Next(1, 4)).Select(_ => RunAsync(Draw(), blocks: Random.Next(6) == 0)).ToArray());
    }

    private async Task RunAsync(long[] numbers, bool blocks)
    {
        using AiTensor x = Numbers.Column(numbers);
        NamedTensors inputs = new() { ["x"] = x };
        await using Provocation provocation = Provocation.Draw(Random, Soak.Tally, new DagRunOptions { CollectTimings = Random.Next(10) == 0 }, hasFallback: true);
        try
        {
            DagPlan plan = Ai.Dags[Shared];
            using DagResult result = blocks ? plan.Run(inputs, provocation.Options, provocation.Token) : await plan.RunAsync(inputs, provocation.Options, provocation.Token);
            Check(numbers, result, isHurried: provocation.Options.Timeout is not null);
            Did("plan of items");
        }
        catch (Exception error) when (provocation.Excuses(error))
        {
            // There is nothing to be looked at.
        }
    }

    private static void Check(long[] numbers, DagResult result, bool isHurried)
    {
        IReadOnlyList<AiTensor> each = result.GetSequence("each");
        Require(each.Count == numbers.Length, $"{each.Count} items came of {numbers.Length}.");
        long sum = 0;
        for (int i = 0; i < numbers.Length; i++)
        {
            // In a run with little time a model may refuse its call, and the fallback steps in.
            long item = each[i].AsSpan<long>()[0];
            bool isRight = item == ItemsPlan.Expected(numbers[i]) || (isHurried && numbers[i] % 2 != 0 && item == -1);
            Require(isRight, $"Of {numbers[i]} came {item}, in [{string.Join(' ', numbers)}].");
            sum += item;
        }

        Require(result.AsSpan<long>("sum")[0] == sum, $"The sum is {result.AsSpan<long>("sum")[0]} instead of {sum}.");
    }

    /// <summary>The results of a stream come in its order.</summary>
    private async Task StreamAsync()
    {
        Begin("runs a plan on a stream");
        long[][] elements = [.. Enumerable.Range(0, Random.Next(1, 12)).Select(_ => Draw())];
        await using Provocation provocation = Provocation.Draw(Random, Soak.Tally, new InferenceOptions(), hasFallback: true);
        int next = 0;
        try
        {
            await foreach (DagResult result in Ai.Dags[Shared].RunAsync(ElementsAsync(elements), Random.Next(1, 6), provocation.Options, provocation.Token))
            {
                using (result)
                {
                    Check(elements[next++], result, isHurried: provocation.Options.Timeout is not null);
                }

                if (Random.Next(40) == 0)
                {
                    // Who has seen enough leaves.
                    return;
                }
            }

            Require(next == elements.Length, $"{next} results came of {elements.Length} elements.");
            Did("stream of plans");
        }
        catch (Exception error) when (provocation.Excuses(error))
        {
            // What came before was looked at.
        }
    }

    private static async IAsyncEnumerable<NamedTensors> ElementsAsync(long[][] elements, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (long[] element in elements)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            using AiTensor x = Numbers.Column(element);
            yield return new NamedTensors { ["x"] = x };
        }
    }

    /// <summary>What is kept is that of a run that has succeeded, or that was cancelled as it ended; under both keys that of the same.</summary>
    private async Task KeepAsync()
    {
        Begin("runs a plan that keeps its answer");
        long number = Random.NextInt64(1_000_000);
        using AiTensor x = Numbers.Column(number);
        DagRunOptions options = new() { Session = Name, Arguments = { ["what"] = "doubled" } };
        await using Provocation provocation = Provocation.Draw(Random, Soak.Tally, options);
        bool mayBeOld = false;
        try
        {
            using DagResult result = await _keeping!.RunAsync(new NamedTensors { ["x"] = x }, provocation.Options, provocation.Token);
            long y = result.AsSpan<long>("y")[0];
            Require(y == (2 * number) + 1, $"Of {number} came {y}.");
            Did("plan that keeps");
        }
        catch (Exception error) when (provocation.Excuses(error))
        {
            mayBeOld = true;
        }

        long? latest = Stored("latest");
        long? doubled = Stored("doubled");
        Require((latest - 1) == doubled, $"The keys of one run have {latest} and {doubled}.");
        Require(doubled == 2 * number || (mayBeOld && doubled == _kept), $"Kept is {doubled}, which should be {2 * number}{(mayBeOld ? $" or {_kept}" : "")}.");
        _kept = doubled;
    }

    private long? Stored(string what)
    {
        using AiTensor? tensor = Ai.Tensors.Get($"{Name}:{what}");
        return tensor?.AsSpan<long>()[0];
    }

    /// <summary>A command of RedisAI's: loads, computes, keeps, and tells.</summary>
    private async Task CommandAsync()
    {
        Begin("runs a command");
        string key = $"{Name}:{_commands++}";
        long number = Random.NextInt64(1_000_000);
        using (AiTensor a = Numbers.Column(number))
        {
            Ai.Tensors.Set(key, a);
        }

        using (CompiledDagCommand command = Ai.CompileDag("command", $"LOAD 1 {key} PERSIST 1 {key}:b |> AI.MODELEXECUTE {PlanModels.Double} INPUTS 1 {key} OUTPUTS 1 {key}:b |> AI.TENSORGET {key}:b VALUES"))
        using (DagCommandResult result = await command.RunAsync())
        {
            Require(!result.HasFailed && result.Replies[1].Tensor!.AsSpan<long>()[0] == 2 * number, $"A command replied {string.Join(", ", result.Replies)} for {number}.");
        }

        Require(Stored($"{_commands - 1}:b") == 2 * number, $"A command has not kept {2 * number}.");
        Require(Ai.Tensors.Remove(key) & Ai.Tensors.Remove($"{key}:b"), "What a command had was gone.");
        Did("command");
    }
}
