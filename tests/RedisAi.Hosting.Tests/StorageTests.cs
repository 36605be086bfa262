using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using RedisAi.Tests.Persistence;

namespace RedisAi.Hosting.Tests;

/// <summary>What comes back from a storage when a host starts, beside what the host registers.</summary>
public sealed class StorageTests : IDisposable
{
    private readonly TestHost _test = new();
    private FakeStorage _storage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task What_was_stored_is_there_before_the_plans_that_the_host_registers_are_compiled()
    {
        await RunAsync(static _ => { }, async ai =>
        {
            await ai.Models.StoreAsync("m", ModelSource.FromBytes(new byte[] { 1 }), new ModelOptions { Backend = "FAKE" });
            await ai.Scripts.StoreAsync("s", ScriptSource.FromText("def f(x)"));
            DagBuilder dag = ai.CreateDag("stored");
            dag.Output("y", dag.Model("m", dag.Input("x"))[0]);
            ai.Dags.Store(dag.Compile());
        });

        await RunAsync(
            static builder => builder.AddDag("registered", static dag => dag.Output("z", dag.Script("s", "f", dag.Model("m", dag.Input("x"))[0])[0])),
            ai =>
            {
                Assert.Equal(["m"], ai.Models.List().Select(static model => model.Key));
                Assert.Equal(["registered", "stored"], ai.Dags.List().Select(static plan => plan.Name));
                return Task.CompletedTask;
            });
        Assert.Contains(_test.Log.Lines, static line => line.StartsWith("RedisAi[128]: 1 models, 1 scripts and 1 plans came back from the storage of a test", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_stored_beside_registrations_comes_back_also_where_they_are_of_its_kind_or_have_its_name()
    {
        await RunAsync(static _ => { }, static async ai =>
        {
            await ai.Models.StoreAsync("stored", ModelSource.FromBytes(new byte[] { 1 }), new ModelOptions { Backend = "FAKE" });
            DagBuilder dag = ai.CreateDag("both");
            dag.Output("y", dag.Model("stored", dag.Input("x"))[0]);
            ai.Dags.Store(dag.Compile());
        });
        Write("m.fake", "first");

        await RunAsync(static builder => builder.AddModel("both", "m.fake"), static ai =>
        {
            Assert.Equal(["both", "stored"], ai.Models.List().Select(static model => model.Key));
            Assert.Equal(["both"], ai.Dags.List().Select(static plan => plan.Name));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Model_that_was_stored_over_a_registration_wins_until_the_registration_is_another()
    {
        Write("m.fake", "first");
        await RunAsync(Register, static _ => Task.CompletedTask);
        Assert.Empty(_storage.Items);
        await RunAsync(Register, async ai =>
        {
            Assert.Equal(1, ai.Models.GetInfo("m").Version);
            await ai.Models.StoreAsync("m", ModelSource.FromBytes(new byte[] { 9 }), new ModelOptions { Backend = "FAKE", Tag = "swapped" });
        });

        await RunAsync(Register, static ai => CheckAsync(ai, version: 2, tag: "swapped"));
        Assert.Contains(_test.Log.Lines, static line => line.StartsWith("RedisAi[129]: The model 'm' is not loaded as the host registers it", StringComparison.Ordinal));

        // A new deployment: another file.
        Write("m.fake", "second");
        await RunAsync(Register, static ai => CheckAsync(ai, version: 3, tag: "registered"));
        Assert.Empty(_storage.Items);

        // Another one: other options.
        await RunAsync(Register, static ai => ai.Models.StoreAsync("m", ModelSource.FromBytes(new byte[] { 9 }), new ModelOptions { Backend = "FAKE", Tag = "swapped" }));
        await RunAsync(static builder => builder.AddModel("m", "m.fake", static model => model.Tag = "renamed"), static ai => CheckAsync(ai, version: 3, tag: "renamed"));

        static void Register(RedisAiBuilder builder) => builder.AddModel("m", "m.fake", static model => model.Tag = "registered");
    }

    [Fact]
    public async Task Candidates_of_a_registration_come_back_beside_it_and_so_does_a_registration_that_gave_way()
    {
        Write("m.fake", "first");
        await RunAsync(Register, static async ai =>
        {
            await ai.Models.StoreCandidateAsync("m", ModelSource.FromBytes(new byte[] { 9 }), CandidateTraffic.Answers(0.25), new ModelOptions { Backend = "FAKE" });
            Assert.Equal("2 Candidate, 1 Serving", VersionsOf(ai));
        });
        await RunAsync(Register, static async ai =>
        {
            Assert.Equal("2 Candidate, 1 Serving", VersionsOf(ai));
            await ai.Models.PromoteAsync("m", 2);
        });
        await RunAsync(Register, static async ai =>
        {
            Assert.Equal("2 Serving, 1 Previous", VersionsOf(ai));
            Assert.True(await ai.Models.RollBackAsync("m"));
        });
        await RunAsync(Register, static ai =>
        {
            Assert.Equal("1 Serving", VersionsOf(ai));
            return Task.CompletedTask;
        });

        // Not registered any more: there is no file of it.
        await RunAsync(static _ => { }, static ai =>
        {
            Assert.Empty(ai.Models.List());
            return Task.CompletedTask;
        });

        static void Register(RedisAiBuilder builder) => builder.AddModel("m", "m.fake");
    }

    [Fact]
    public async Task Script_and_plan_that_were_stored_over_registrations_win_until_these_are_others()
    {
        await RunAsync(static builder => Register(builder, "def f(x)", "one"), static async ai =>
        {
            await ai.Scripts.StoreAsync("s", ScriptSource.FromText("def f(x)\ndef swapped(x)"));
            DagBuilder dag = ai.CreateDag("p");
            dag.Output("swapped", dag.Script("s", "swapped", dag.Input("x"))[0]);
            ai.Dags.Store(dag.Compile());
        });
        await RunAsync(static builder => Register(builder, "def f(x)", "one"), static ai =>
        {
            Assert.Equal((2, 2), (ai.Scripts.GetInfo("s").Version, ai.Scripts.GetInfo("s").Functions.Count));
            Assert.Equal("swapped", Assert.Single(ai.Dags["p"].Outputs).Name);
            return Task.CompletedTask;
        });
        await RunAsync(static builder => Register(builder, "def f(x)\ndef g(x)\ndef h(x)", "two"), static ai =>
        {
            Assert.Equal((3, 3), (ai.Scripts.GetInfo("s").Version, ai.Scripts.GetInfo("s").Functions.Count));
            Assert.Equal("two", Assert.Single(ai.Dags["p"].Outputs).Name);
            return Task.CompletedTask;
        });
        Assert.Empty(_storage.Items);

        static void Register(RedisAiBuilder builder, string text, string output) => builder
            .AddScript("s", ScriptSource.FromText(text))
            .AddDag("p", dag => dag.Output(output, dag.Script("s", "f", dag.Input("x"))[0]));
    }

    [Fact]
    public async Task What_does_not_come_back_is_unhealthy_with_the_reason_and_stays_in_the_storage()
    {
        await RunAsync(static _ => { }, static async ai =>
        {
            await ai.Models.StoreAsync("good", ModelSource.FromBytes(new byte[] { 1 }), new ModelOptions { Backend = "FAKE" });
            await ai.Models.StoreAsync("damaged", ModelSource.FromBytes(new byte[] { 1 }), new ModelOptions { Backend = "FAKE" });
        });
        DurableItemId id = new(DurableItemKind.Model, "damaged", 1);
        _storage.Items[id] = _storage.Items[id] with { Contents = [] };

        using IHost host = CreateHost(static _ => { });
        await host.StartAsync(Token);
        IRedisAi ai = host.Services.GetRequiredService<IRedisAi>();
        HealthReportEntry health = await host.CheckHealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Equal(("failed", "loaded"), (health.Data["damaged.status"], health.Data["good.status"]));
        Assert.Contains("damaged: What the storage of a test has of the model 'damaged', version 1, is damaged: it has no content 'model'.", health.Description, StringComparison.Ordinal);
        Assert.IsType<DurableStorageException>(health.Exception);
        Assert.Contains("could not be brought back", Assert.Throws<ModelNotFoundException>(() => ai.Models["damaged"]).Message, StringComparison.Ordinal);
        Assert.Equal(2, _storage.Items.Count);

        Assert.True(await ai.Models.DeleteAsync("damaged", Token));
        Assert.Equal(HealthStatus.Healthy, (await host.CheckHealthAsync()).Status);
        await host.StopAsync(Token);
    }

    private static Task CheckAsync(IRedisAi ai, int version, string tag)
    {
        Assert.Equal((version, tag), (ai.Models.GetInfo("m").Version, ai.Models.GetInfo("m").Tag));
        return Task.CompletedTask;
    }

    private static string VersionsOf(IRedisAi ai) => string.Join(", ", ai.Models.ListVersions("m").Select(static version => $"{version.Version} {version.Role}"));

    /// <summary>One life of a host over the storage.</summary>
    private async Task RunAsync(Action<RedisAiBuilder> register, Func<IRedisAi, Task> body)
    {
        using IHost host = CreateHost(register);
        await host.StartAsync(Token);
        HealthReportEntry health = await host.CheckHealthAsync();
        Assert.True(health.Status == HealthStatus.Healthy, health.Description);
        await body(host.Services.GetRequiredService<IRedisAi>());
        await host.StopAsync(Token);
        _storage = _storage.Reopened();
    }

    private IHost CreateHost(Action<RedisAiBuilder> register)
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        RedisAiBuilder ai = builder.Services.AddRedisAi().AddBackend<FakeBackend>(static _ => new FakeBackend()).AddBackend<FakeScriptBackend>(static _ => new FakeScriptBackend());
        FakeStorage storage = _storage;
        ai.AddStorage(_ => storage);
        builder.Services.AddHealthChecks().AddRedisAi();
        register(ai);
        return builder.Build();
    }

    private void Write(string path, string text) => File.WriteAllText(Path.Combine(_test.ContentRoot, path), text);
}
