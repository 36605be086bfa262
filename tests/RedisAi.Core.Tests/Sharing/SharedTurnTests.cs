using RedisAi.Persistence;
using RedisAi.Tests.Persistence;
using RedisAi.Tests.Scripts;
using Xunit;

namespace RedisAi.Tests.Sharing;

/// <summary>What an engine does with what another process has stored, of which it is told by all that is under a key.</summary>
public sealed class SharedTurnTests
{
    private const int Steps = 25;

    [Fact]
    public async Task Versions_and_roles_are_those_of_the_process_that_has_changed_them_whatever_steps_were_missed()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Random random = new(seed);
            await using CatalogLife a = new(new FakeStorage());
            await using CatalogLife b = new(a.Storage.Reopened());
            string history = $"seed {seed}:";
            for (int step = 1; step <= Steps; step++)
            {
                string done = await StepAsync(a, random, $"{step}");
                history += $" {done}";

                // Numbers that were used are not given again by what processes share: a removal is not missed here.
                if (done == "removed" || step == Steps || random.Next(3) > 0)
                {
                    await FollowAsync(a, b);
                    Assert.True(Describe(a) == Describe(b), $"{history}\n{Describe(a)}\n{Describe(b)}");
                    await RunAllAsync(b, history);
                }
            }
        }
    }

    [Fact]
    public async Task What_is_prepared_does_not_serve_and_is_closed_when_it_is_not_to()
    {
        await using CatalogLife a = new(new FakeStorage());
        await using CatalogLife b = new(a.Storage.Reopened());
        await a.Ai.Models.StoreAsync("m", CatalogLife.Model("one"), cancellationToken: TestContext.Current.CancellationToken);

        using (await b.Ai.ModelRegistry.PrepareAsync("m", a.Storage.ReadItems(), TestContext.Current.CancellationToken))
        {
            Assert.Equal("none", b.VersionsOf("m"));
            Assert.Equal(1, b.Ai.ModelRegistry.OpenVersions);
        }

        Assert.Equal(1, Assert.Single(b.Models.Sessions).Disposals);
        Assert.Equal(1, a.Ai.ModelRegistry.OpenVersions);
    }

    [Fact]
    public async Task Candidate_that_does_not_load_is_told_of_and_one_that_is_to_serve_is_an_error()
    {
        await using CatalogLife a = new(new FakeStorage());
        await using CatalogLife b = new(a.Storage.Reopened());
        await a.Ai.Models.StoreAsync("m", CatalogLife.Model("one"), cancellationToken: TestContext.Current.CancellationToken);
        await a.Ai.Models.StoreCandidateAsync("m", CatalogLife.Model("two"), CandidateTraffic.Answers(0.5), cancellationToken: TestContext.Current.CancellationToken);
        b.Refused = "two";

        using (IPreparedTurn turn = await b.Ai.ModelRegistry.PrepareAsync("m", a.Storage.ReadItems(), TestContext.Current.CancellationToken))
        {
            Assert.IsType<ModelLoadException>(turn.Missing);
            await turn.TurnAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("1 Serving 1", b.VersionsOf("m"));
        await a.Ai.Models.PromoteAsync("m", 2, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<ModelLoadException>(() => b.Ai.ModelRegistry.PrepareAsync("m", a.Storage.ReadItems(), TestContext.Current.CancellationToken));
        Assert.Equal("1 Serving 1", b.VersionsOf("m"));
        b.Refused = null;
        await FollowAsync(a, b);
        Assert.Equal("2 Serving 1, 1 Previous 0", b.VersionsOf("m"));
    }

    [Fact]
    public async Task Scripts_and_plans_come_and_go()
    {
        await using CatalogLife a = new(new FakeStorage());
        await using CatalogLife b = new(a.Storage.Reopened());
        await a.Ai.Models.StoreAsync("m", CatalogLife.Model("one"), cancellationToken: TestContext.Current.CancellationToken);
        await a.Ai.Scripts.StoreAsync("s", FakeScriptBackend.Source, cancellationToken: TestContext.Current.CancellationToken);
        DagBuilder dag = a.Ai.CreateDag("p");
        dag.Output("y", dag.Model("m", dag.Input("x"))[0]);
        a.Ai.Dags.Store(dag.Compile());

        await FollowAsync(a, b);
        Assert.Equal(a.Ai.Scripts.GetInfo("s").Source, b.Ai.Scripts.GetInfo("s").Source);
        Assert.Equal(a.Ai.Dags["p"].ToMermaid(), b.Ai.Dags["p"].ToMermaid());
        Assert.Equal(1, b.Ai.Scripts.GetInfo("s").Version);
        await FollowAsync(a, b);
        Assert.Single(b.Models.Sessions);

        a.Ai.Dags.Remove("p");
        await a.Ai.Scripts.DeleteAsync("s", TestContext.Current.CancellationToken);
        await FollowAsync(a, b);
        Assert.False(b.Ai.Dags.TryGet("p", out _));
        Assert.False(b.Ai.Scripts.TryGet("s", out _));
    }

    private static async Task FollowAsync(CatalogLife a, CatalogLife b)
    {
        ILookup<(DurableItemKind Kind, string Key), DurableItem> items = a.Storage.ReadItems().ToLookup(static item => (item.Id.Kind, item.Id.Key));
        foreach ((DurableItemKind kind, string key) in new[] { (DurableItemKind.Model, "m"), (DurableItemKind.Script, "s"), (DurableItemKind.Plan, "p") })
        {
            Task<IPreparedTurn> preparing = kind switch
            {
                DurableItemKind.Model => b.Ai.ModelRegistry.PrepareAsync(key, [.. items[(kind, key)]], TestContext.Current.CancellationToken),
                DurableItemKind.Script => b.Ai.ScriptRegistry.PrepareAsync(key, [.. items[(kind, key)]], TestContext.Current.CancellationToken),
                _ => b.Ai.PlanRegistry.PrepareAsync(key, [.. items[(kind, key)]], TestContext.Current.CancellationToken),
            };
            using IPreparedTurn turn = await preparing;
            await turn.TurnAsync(TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string> StepAsync(CatalogLife life, Random random, string text)
    {
        try
        {
            int version = life.Ai.Models.TryGet("m", out _) ? life.Ai.Models.ListVersions("m")[0].Version : 0;
            switch (version == 0 ? 0 : random.Next(12))
            {
                case 0:
                    return $"stored {(await life.Ai.Models.StoreAsync("m", CatalogLife.Model(text), new ModelOptions { Tag = text })).Version}";
                case 1 or 2 or 3:
                    return $"candidate {(await life.Ai.Models.StoreCandidateAsync("m", CatalogLife.Model(text), CandidateTraffic.Answers(0.3), new ModelOptions { Tag = text })).Version}";
                case 4:
                    return $"shadow {(await life.Ai.Models.StoreCandidateAsync("m", CatalogLife.Model(text), CandidateTraffic.Shadows(0.5), new ModelOptions { Tag = text })).Version}";
                case 5:
                    await life.Ai.Models.SetTrafficAsync("m", version, random.Next(2) == 0 ? CandidateTraffic.Answers(0.1) : CandidateTraffic.Shadows(0.2));
                    return $"traffic {version}";
                case 6 or 7 or 8:
                    await life.Ai.Models.PromoteAsync("m", version);
                    return $"promoted {version}";
                case 9 or 10:
                    return $"back {await life.Ai.Models.RollBackAsync("m")}";
                default:
                    await life.Ai.Models.DeleteAsync("m");
                    return "removed";
            }
        }
        catch (ArgumentException)
        {
            // There is no such candidate, or no room for another.
            return "refused";
        }
    }

    /// <summary>All that are there answer: none was closed that is still to be used.</summary>
    private static async Task RunAllAsync(CatalogLife life, string history)
    {
        if (!life.Ai.Models.TryGet("m", out _))
        {
            return;
        }

        foreach (int version in life.Ai.Models.ListVersions("m").Select(static info => info.Version))
        {
            Assert.True(life.Ai.Models.TryGetVersion("m", version, out IModel? model), $"{history}: {version}");
            using AiTensor x = AiTensor.Create([1], [5f]);
            using ModelResult result = await model.RunAsync([x]).AsTask().WaitAsync(RedisAi.Testing.Eventually.Limit);
            Assert.Equal([5f], result[0].ToArray<float>());
        }
    }

    private static string Describe(CatalogLife life) => life.Ai.Models.TryGet("m", out _)
        ? $"{life.VersionsOf("m")}: {string.Join(", ", life.Ai.Models.ListVersions("m").Select(static info => info.Tag))}"
        : "none";
}
