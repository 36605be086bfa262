using Microsoft.Extensions.Logging;
using RedisAi.Testing;
using Xunit;
using static RedisAi.Tests.Models.CountingModel;

namespace RedisAi.Tests.Models;

/// <summary>Options that a new version has of the one before, or has not.</summary>
public sealed class KeptOptionsTests
{
    [Fact]
    public async Task Present_options_can_be_read_changed_and_given_to_the_next_version()
    {
        await using RedisAiEngine ai = new();
        ModelOptions first = WithState();
        first.Batching.BatchSize = 8;
        await ai.Models.StoreAsync("m", Counter(1), first);

        ModelOptions options = ai.Models.GetOptions("m");
        options.Tag = "second";
        await ai.Models.StoreAsync("m", Counter(1), options);
        options.Tag = "changed later";

        ModelOptions present = ai.Models.GetOptions("m");
        Assert.Equal(("second", 8), (present.Tag, present.Batching.BatchSize));
        Assert.Equal("sum", Assert.Single(present.States).Input);
        Assert.Throws<ModelNotFoundException>(() => ai.Models.GetOptions("other"));
    }

    [Fact]
    public async Task Initial_states_go_with_the_options()
    {
        await using RedisAiEngine ai = new();
        using (AiTensor initial = AiTensor.Create<float>([1, 1], [10]))
        {
            await ai.Models.StoreAsync("m", Counter(1), new ModelOptions { States = { new ModelState("sum", "sumN") { Initial = initial } } });
        }

        await ai.Models.StoreAsync("m", Counter(1), ai.Models.GetOptions("m"));

        Assert.Equal(11, await SumAsync(ai, "s"));
    }

    [Fact]
    public async Task States_that_new_options_drop_are_told()
    {
        RecordedLog logs = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], loggerFactory: logs);
        await ai.Models.StoreAsync("m", Counter(1), WithState());
        await ai.Models.StoreAsync("m", Counter(1));
        int before = Told(logs, 120).Count();

        await ai.Models.StoreCandidateAsync("m", Counter(1), CandidateTraffic.Answers(0), new ModelOptions());
        await ai.Models.StoreAsync("m", Counter(1), new ModelOptions());

        Assert.Equal(0, before);
        Assert.Equal(
            [
                "Model 'm' version 3 has no longer the states 'sum' of version 2: new options say nothing of them. Sessions that it answers have none",
                "Model 'm' version 4 has no longer the states 'sum' of version 2: new options say nothing of them. Sessions that it answers have none",
            ],
            Told(logs, 120));
    }

    [Fact]
    public async Task Model_that_does_not_fit_kept_options_is_refused_with_where_they_come_from()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1), WithState());

        ModelLoadException kept = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", Functions.Double));
        ModelLoadException given = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", Functions.Double, WithState()));
        await ai.Models.StoreAsync("m", Functions.Double, new ModelOptions());

        Assert.EndsWith(
            "States names 'sum', which is no input of the model; it has 'x'. (options kept from version 1; pass new ModelOptions() to start afresh)", kept.Message, StringComparison.Ordinal);
        Assert.EndsWith("it has 'x'.", given.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Candidate_that_takes_or_gives_something_else_is_told()
    {
        RecordedLog logs = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], loggerFactory: logs);
        await ai.Models.StoreAsync("m", Functions.Double);
        await ai.Models.StoreCandidateAsync("m", Functions.Constant(1), CandidateTraffic.Answers(0));
        await ai.Models.StoreCandidateAsync("m", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]), CandidateTraffic.Answers(0));
        int before = Told(logs, 121).Count();

        await ai.Models.StoreCandidateAsync("m", Functions.TwoOutputs, CandidateTraffic.Answers(0));

        Assert.Equal(0, before);
        Assert.Equal(
            ["Model 'm' version 4 is a candidate that takes and gives (a Float32[-1], b Float32[-1]) -> (difference Float32[-1], product Float32[-1]), unlike version 1, which serves, with (x Float32[-1]) -> (y Float32[-1])"],
            Told(logs, 121));
    }

    [Fact]
    public async Task Sessions_that_a_roll_back_restarts_are_told_and_those_that_migrate_are_not()
    {
        RecordedLog logs = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], loggerFactory: logs);
        ModelOptions migrates = WithState();
        migrates.Routing.Promotion = SessionPromotion.Migrate;
        await ai.Models.StoreAsync("keeps", Counter(1), WithState());
        await ai.Models.StoreAsync("migrates", Counter(1), migrates);
        float[] after = new float[2];
        string[] models = ["keeps", "migrates"];

        for (int i = 0; i < 2; i++)
        {
            ModelInfo next = await ai.Models.StoreCandidateAsync(models[i], Counter(10), CandidateTraffic.Answers(0));
            await ai.Models.PromoteAsync(models[i], next.Version);
            await SumAsync(ai, "began there", models[i]);
            await ai.Models.RollBackAsync(models[i]);
            after[i] = await SumAsync(ai, "began there", models[i]);
        }

        Assert.Equal([1, 11], after);
        Assert.Equal(
            ["Model 'keeps' version 2 was taken back: 1 sessions in mid-state on it start anew with version 1, as the Routing of that one says"],
            Told(logs, 122));
    }

    private static IEnumerable<string> Told(RecordedLog logs, int id) =>
        logs.Entries.Where(entry => entry.Id.Id == id && entry.Level == LogLevel.Warning).Select(static entry => entry.Text);
}
