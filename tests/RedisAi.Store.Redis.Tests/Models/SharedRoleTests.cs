using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Models;

/// <summary>Several versions of a model, in several processes: what one process does with them, the others do.</summary>
public sealed class SharedRoleTests
{
    [Fact]
    public async Task Candidates_their_traffic_promotions_and_what_is_taken_back_are_the_same_everywhere()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1");
        await using SharedLife b = await SharedLife.StartAsync(server.Configuration, "b:1");
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1));
        await b.GivesAsync("m", 1);

        await b.Ai.Models.StoreCandidateAsync("m", TextBackend.Model(2), CandidateTraffic.Answers(0.25));
        await a.HasAsync("m", "2 Candidate 0.25, 1 Serving 0.75");
        await a.Ai.Models.SetTrafficAsync("m", 2, CandidateTraffic.Answers(0.5));
        await b.HasAsync("m", "2 Candidate 0.5, 1 Serving 0.5");
        await a.Ai.Models.PromoteAsync("m", 2);
        await b.HasAsync("m", "2 Serving 1, 1 Previous 0");
        Assert.Equal(2f, b.Ask("m"));
        Assert.True(await b.Ai.Models.RollBackAsync("m"));
        await a.HasAsync("m", "1 Serving 1");
        await a.GivesAsync("m", 1);
        await a.Ai.Models.StoreCandidateAsync("m", TextBackend.Model(3), CandidateTraffic.Shadows(0.5));
        await b.HasAsync("m", "3 Shadow 0.5, 1 Serving 1");
        Assert.True(await b.Ai.Models.RollBackAsync("m"));
        await a.HasAsync("m", "1 Serving 1");
        Assert.Equal(b.VersionsOf("m"), a.VersionsOf("m"));
    }

    [Fact]
    public async Task Candidate_that_does_not_load_is_missing_where_it_does_not_and_the_model_serves()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1");
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1));
        await a.Ai.Models.StoreCandidateAsync("m", TextBackend.Model(2), CandidateTraffic.Answers(0.25));
        await using SharedLife b = SharedLife.Begin(server.Configuration, "b:1");
        b.Backend.Loading = static number => _ = number == 2 ? throw new ModelLoadException("It is refused here.") : number;

        RestoreFailure failure = Assert.Single(await b.Ai.RestoreAsync());

        Assert.Equal(new DurableItemId(DurableItemKind.Model, "m", 2), failure.Item);
        Assert.Equal("1 Serving 1", b.VersionsOf("m"));
        RolloutProcess process = Assert.Single((await a.Store.Models.GetRolloutAsync("m"))!.Processes, static process => process.Address == "b:1");
        Assert.Equal(RolloutState.Serving, process.State);
        Assert.Contains("It is refused here.", process.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_that_was_not_there_while_several_things_were_done_has_what_came_of_them()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1");
        await using SharedLife b = SharedLife.Begin(server.Configuration, "b:1");
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1));
        await b.Ai.SharedCatalog!.CatchUpAsync(plans: false, TestContext.Current.CancellationToken);
        Assert.Equal(1f, b.Ask("m"));

        await a.Ai.Models.StoreCandidateAsync("m", TextBackend.Model(2), CandidateTraffic.Answers(0.25));
        await a.Ai.Models.PromoteAsync("m", 2);
        await a.Ai.Models.StoreCandidateAsync("m", TextBackend.Model(3), CandidateTraffic.Answers(0.25));
        await a.Ai.Models.PromoteAsync("m", 3);
        await a.Ai.Models.StoreCandidateAsync("m", TextBackend.Model(4), CandidateTraffic.Shadows(0.5));
        Assert.Empty(await b.Ai.RestoreAsync(TestContext.Current.CancellationToken));

        Assert.Equal("4 Shadow 0.5, 3 Serving 1, 2 Previous 0", b.VersionsOf("m"));
        Assert.Equal(a.VersionsOf("m"), b.VersionsOf("m"));
        Assert.Equal(3f, b.Ask("m"));
    }
}
