using RedisAi.Soak.Plans;

namespace RedisAi.Soak.Scripts;

/// <summary>Calls functions of the script, directly and in a plan, and follows what they count and add up.</summary>
internal sealed class ScriptWorker(string name, SoakContext soak, ScriptSwapper versions) : Worker(name, soak)
{
    private IScript? _script;
    private DagPlan? _plan;
    private long _counted;
    private long _total;

    private string Total => $"{Name}:total";

    public override Task StartAsync()
    {
        _script = Soak.Main.Scripts[SoakScript.Key];
        DagBuilder dag = Soak.Main.CreateDag("script");
        DagNode node = dag.Script(SoakScript.Key, "through", dag.Input("x"));
        dag.Output("y", node[0]);
        dag.Output("serial", node[1]);
        _plan = dag.Compile();
        return Task.CompletedTask;
    }

    public override Task StepAsync() => Random.Next(12) switch
    {
        < 4 => CountAsync(),
        < 7 => AddAsync(),
        < 9 => ThroughAsync(),
        9 => PlanAsync(),
        10 => FailAsync(),
        _ => StopAsync(),
    };

    public override Task SettleAsync()
    {
        Require((Stored() ?? 0) == _total, $"'{Total}' is {Stored()} instead of {_total}.");
        Soak.Main.Tensors.Remove(Total);
        Soak.Main.Keyspace.Execute("DEL", [$"{Name}:n"]);
        (_counted, _total) = (0, 0);
        return Task.CompletedTask;
    }

    private async Task CountAsync()
    {
        Begin("counts in a script");
        string word = $"{Random.Next()}";
        long number = Random.Next(1_000);
        using AiTensor x = Numbers.Column(number);
        await using Provocation provocation = Provocation.Draw(Random, Soak.Tally, new InferenceOptions());
        long oldest = versions.Oldest;
        try
        {
            string[] keys = [$"{Name}:n", $"{Name}:words"];
            using ScriptResult result = Random.Next(4) == 0
                ? _script!.Run("count", [x], keys, [word], provocation.Options, provocation.Token)
                : await _script!.RunAsync("count", [x], keys, [word], provocation.Options, provocation.Token);
            _counted++;
            bool isRight = result.AsSpan<long>(0)[0] == number * _counted && result[1].AsStrings() is [string last] && last == word;
            Require(isRight, $"'count' gave {result.AsSpan<long>(0)[0]} and '{result[1].AsStrings()[0]}' for {number} and '{word}', after {_counted}.");
            CheckVersion(result.AsSpan<long>(2)[0], oldest);
            Did("script that counts");
        }
        catch (Exception error) when (provocation.Excuses(error))
        {
            // It may have come as far as this, or not; what it pushed does not stay.
            Soak.Main.Keyspace.Execute("DEL", [$"{Name}:words"]);
            KeyspaceReply reply = Soak.Main.Keyspace.Execute("GET", [$"{Name}:n"]);
            long counted = reply.IsNull ? 0 : long.Parse(reply.Text, System.Globalization.CultureInfo.InvariantCulture);
            Require(counted == _counted || counted == _counted + 1, $"'{Name}:n' is {counted} after {_counted}.");
            _counted = counted;
        }
    }

    private async Task AddAsync()
    {
        Begin("adds in a script");
        if (Stored() is null)
        {
            using AiTensor zero = Numbers.Column(0);
            Soak.Main.Tensors.Set(Total, zero);
        }

        long number = Random.Next(1_000_000);
        using AiTensor x = Numbers.Column(number);
        await using Provocation provocation = Provocation.Draw(Random, Soak.Tally, new InferenceOptions());
        long oldest = versions.Oldest;
        try
        {
            using ScriptResult result = await _script!.RunAsync("add", [x], args: [Total], options: provocation.Options, cancellationToken: provocation.Token);
            _total += number;
            Require(result.AsSpan<long>(0)[0] == _total && Stored() == _total, $"'add' gave {result.AsSpan<long>(0)[0]} and left {Stored()}, where {_total} should be.");
            CheckVersion(result.AsSpan<long>(1)[0], oldest);
            Did("script that adds");
        }
        catch (Exception error) when (provocation.Excuses(error))
        {
            long stored = Stored()!.Value;
            Require(stored == _total || stored == _total + number, $"'{Total}' is {stored} after {_total} and {number}.");
            _total = stored;
        }
    }

    private async Task ThroughAsync()
    {
        Begin("calls a model in a script");
        long number = Random.Next(1_000_000);
        using AiTensor x = Numbers.Column(number);
        await using Provocation provocation = Provocation.Draw(Random, Soak.Tally, new InferenceOptions());
        long oldest = versions.Oldest;
        try
        {
            using ScriptResult result = await _script!.RunAsync("through", [x], options: provocation.Options, cancellationToken: provocation.Token);
            Require(result.AsSpan<long>(0)[0] == (2 * number) + 1, $"'through' gave {result.AsSpan<long>(0)[0]} for {number}.");
            CheckVersion(result.AsSpan<long>(1)[0], oldest);
            Did("script that calls a model");
        }
        catch (Exception error) when (provocation.Excuses(error))
        {
            // There is nothing to be looked at.
        }
    }

    private async Task PlanAsync()
    {
        Begin("calls a script in a plan");
        long number = Random.Next(1_000_000);
        using AiTensor x = Numbers.Column(number);
        await using Provocation provocation = Provocation.Draw(Random, Soak.Tally, new InferenceOptions());
        long oldest = versions.Oldest;
        try
        {
            using DagResult result = await _plan!.RunAsync(new NamedTensors { ["x"] = x }, provocation.Options, provocation.Token);
            Require(result.AsSpan<long>("y")[0] == (2 * number) + 1, $"'through' gave {result.AsSpan<long>("y")[0]} for {number}, in a plan.");
            CheckVersion(result.AsSpan<long>("serial")[0], oldest);
            Did("script in a plan");
        }
        catch (Exception error) when (provocation.Excuses(error))
        {
            // There is nothing to be looked at.
        }
    }

    private async Task FailAsync()
    {
        Begin("has a script fail");
        using AiTensor x = Numbers.Column(1);
        try
        {
            (await _script!.RunAsync("fails", [x])).Dispose();
            throw new SoakFailureException("A script that was asked to fail has not.");
        }
        catch (BackendException error) when (error.NativeMessage.Contains("asked to fail", StringComparison.Ordinal))
        {
            Soak.Tally.Provoked("script asked to fail");
        }
    }

    private async Task StopAsync()
    {
        Begin("stops a script");
        using AiTensor x = Numbers.Column(1);
        try
        {
            (await _script!.RunAsync("loops", [x], options: new InferenceOptions { Timeout = TimeSpan.FromMilliseconds(Random.Next(1, 10)) })).Dispose();
            throw new SoakFailureException("A script that never ends has ended.");
        }
        catch (TimeoutException)
        {
            Soak.Tally.Provoked("script stopped");
        }
    }

    private long? Stored()
    {
        using AiTensor? total = Soak.Main.Tensors.Get(Total);
        return total?.AsSpan<long>()[0];
    }

    private void CheckVersion(long serial, long oldest) =>
        Require(serial >= oldest && serial <= versions.Latest, $"Version {serial} of the script answered; it was one of {oldest} to {versions.Latest}.");
}
