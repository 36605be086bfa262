using Microsoft.Extensions.Logging;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Batching;

/// <summary>What a model that was stored says of whether its calls share runs, and why.</summary>
public sealed class MergeDecisionTests
{
    private static readonly ModelFunction s_echo = static inputs => [inputs[0]];
    private static readonly ModelFunction s_sum = Probes.OfRows(static rows => [.. rows.Select(row => Array.ConvertAll(row, value => value + rows.Sum(static r => r.Sum())))]);
    private static readonly ModelFunction s_fails = static _ => throw new InvalidOperationException("no such word");

    [Fact]
    public async Task Auto_merges_what_the_probe_confirms()
    {
        RecordedLog logs = new();
        await using RedisAiEngine ai = await DeclaringBackend.EngineAsync(Probes.Rows, s_echo, logs: logs);

        Assert.Equal(
            new BatchingInfo(true, "rows are along the dimension 'n'; the probe has confirmed it: 8 rows gave the same answers alone, together and in another order"),
            ai.Models.GetInfo("m").Batching);
        Assert.Contains(
            (112, LogLevel.Information, "Rows of model 'm' were tried alone and together; the result is Confirmed: 8 rows gave the same answers alone, together and in another order"),
            Told(logs));
    }

    [Fact]
    public async Task Auto_does_not_merge_what_the_probe_refutes()
    {
        RecordedLog logs = new();
        await using RedisAiEngine ai = await DeclaringBackend.EngineAsync(Probes.Rows, s_sum, logs: logs);

        Assert.Equal(
            new BatchingInfo(false, "rows are along the dimension 'n'; but the probe has refuted it: the output 'y' of a row is not the same among 2 rows as alone"),
            ai.Models.GetInfo("m").Batching);
        Assert.Contains(
            (112, LogLevel.Information, "Rows of model 'm' were tried alone and together; the result is Refuted: the output 'y' of a row is not the same among 2 rows as alone"),
            Told(logs));
    }

    [Fact]
    public async Task Auto_does_not_merge_what_cannot_be_probed()
    {
        await using RedisAiEngine ai = await DeclaringBackend.EngineAsync(Probes.Rows, s_fails, new ModelOptions { WarmUp = false });

        Assert.Equal(
            new BatchingInfo(false, "rows are along the dimension 'n'; but the probe could not tell: the model could not be run on made-up inputs: no such word"),
            ai.Models.GetInfo("m").Batching);
    }

    [Fact]
    public async Task Auto_probes_also_without_a_warm_up()
    {
        await using RedisAiEngine ai = await DeclaringBackend.EngineAsync(Probes.Rows, s_sum, new ModelOptions { WarmUp = false });

        Assert.False(ai.Models.GetInfo("m").Batching.IsMerged);
    }

    [Fact]
    public async Task Auto_does_not_run_what_it_could_not_merge()
    {
        int runs = 0;
        ModelFunction counted = inputs =>
        {
            runs++;
            return [inputs[0]];
        };
        await using RedisAiEngine ai = await DeclaringBackend.EngineAsync(
            Specs.Signature([Specs.Floats("x", -1, 3)], Specs.Floats("y", -1, 3)), counted, new ModelOptions { WarmUp = false });

        Assert.Equal((false, 0), (ai.Models.GetInfo("m").Batching.IsMerged, runs));
    }

    [Fact]
    public async Task On_merges_against_the_verdict_and_warns()
    {
        RecordedLog logs = new();
        await using RedisAiEngine ai = await DeclaringBackend.EngineAsync(Probes.Rows, s_sum, On(), logs);

        Assert.Equal(
            new BatchingInfo(true, "BatchingMode.On says so; rows are along the dimension 'n'; the probe has refuted it: the output 'y' of a row is not the same among 2 rows as alone"),
            ai.Models.GetInfo("m").Batching);
        Assert.Contains(
            (113, LogLevel.Warning, "Calls of model 'm' share runs, as BatchingMode.On says, but its rows are not independent: the output 'y' of a row is not the same among 2 rows as alone"),
            Told(logs));
    }

    [Fact]
    public async Task On_merges_a_function_and_probes_it_where_it_declares_types_and_shapes()
    {
        RecordedLog logs = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], loggerFactory: logs);

        await ai.Models.StoreAsync("declared", ModelSource.FromFunction(Probes.Rows, s_echo), On());
        await ai.Models.StoreAsync("not", ModelSource.FromFunction(["x"], ["y"], s_fails), On());
        await ai.Models.StoreAsync("auto", ModelSource.FromFunction(Probes.Rows, s_echo));

        Assert.Equal((true, true, false), (IsMerged("declared"), IsMerged("not"), IsMerged("auto")));
        Assert.Equal(
            [
                "Rows of model 'declared' were tried alone and together; the result is Confirmed: 8 rows gave the same answers alone, together and in another order",
                "Rows of model 'not' were tried alone and together; the result is NotPossible: the input 'x' is declared as any[...], for which no values can be made up",
            ],
            logs.Entries.Where(static entry => entry.Id.Id is >= 112 and <= 114).Select(static entry => entry.Text));

        bool IsMerged(string key) => ai.Models.GetInfo(key).Batching.IsMerged;
    }

    [Fact]
    public async Task On_without_a_warm_up_is_taken_at_its_word()
    {
        await using RedisAiEngine ai = await DeclaringBackend.EngineAsync(Probes.Rows, s_fails, On(new ModelOptions { WarmUp = false }));

        Assert.Equal(
            new BatchingInfo(true, "BatchingMode.On says so; rows are along the dimension 'n'; without a warm-up it was not tried"),
            ai.Models.GetInfo("m").Batching);
    }

    [Fact]
    public async Task On_that_cannot_be_done_is_warned_of()
    {
        RecordedLog logs = new();
        ModelSignature signature = Specs.Signature([Specs.Floats("x", 1, 3)], Specs.Floats("y", 1, 3));
        await using RedisAiEngine ai = await DeclaringBackend.EngineAsync(signature, s_echo, On(), logs);

        const string Reason = "the input 'x' is declared as Float32[1,3]: axis 0, where its rows would be, always has the length 1";
        Assert.Equal(new BatchingInfo(false, Reason), ai.Models.GetInfo("m").Batching);
        Assert.Contains((114, LogLevel.Warning, $"Calls of model 'm' do not share runs, though BatchingMode.On asks for it: {Reason}"), Told(logs));
    }

    [Fact]
    public async Task Runs_of_one_row_share_nothing()
    {
        await using RedisAiEngine ai = await DeclaringBackend.EngineAsync(Probes.Rows, s_echo, new ModelOptions { Batching = { BatchSize = 1 } });

        Assert.Equal(new BatchingInfo(false, "BatchSize is 1"), ai.Models.GetInfo("m").Batching);
    }

    [Fact]
    public async Task Off_says_so()
    {
        await using RedisAiEngine ai = await DeclaringBackend.EngineAsync(Probes.Rows, s_echo, new ModelOptions { Batching = { Mode = BatchingMode.Off } });

        Assert.Equal(new BatchingInfo(false, "batching is off"), ai.Models.GetInfo("m").Batching);
    }

    [Fact]
    public async Task Probe_does_not_count_as_calls()
    {
        await using RedisAiEngine ai = await DeclaringBackend.EngineAsync(Probes.Rows, s_echo);

        Assert.Equal(0, ai.Models.GetInfo("m").Statistics.Calls);
    }

    [Fact]
    public async Task Load_that_is_cancelled_while_it_is_probed_ends()
    {
        using CancellationTokenSource cancellation = new();
        await using RedisAiEngine ai = new();
        ModelFunction cancels = inputs =>
        {
            cancellation.Cancel();
            return [inputs[0]];
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ai.Models.StoreAsync("m", ModelSource.FromFunction(Probes.Rows, cancels), On(), cancellation.Token));
        Assert.Empty(ai.Models.List());
    }

    private static ModelOptions On(ModelOptions? options = null)
    {
        options ??= new ModelOptions();
        options.Batching.Mode = BatchingMode.On;
        return options;
    }

    private static IEnumerable<(int, LogLevel, string)> Told(RecordedLog logs) => logs.Entries.Select(static entry => (entry.Id.Id, entry.Level, entry.Text));
}
