using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Models;

/// <summary>What goes wrong while models are shared.</summary>
public sealed class SharedFailureTests
{
    private const string Root = "ai-model:{models}:";

    [Theory]
    [InlineData("TEXT 9 ", "has the SHA-256")]
    [InlineData("TEXT", "piece 1 of 1 of its content 'model' has 4 bytes of 7")]
    [InlineData("TEXT 2 and more", "piece 1 of 1 of its content 'model' has more than 7 bytes of 7")]
    public async Task Damaged_piece_is_told_and_the_version_before_serves_on(string damaged, string why)
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1");
        await using SharedLife b = await SharedLife.StartAsync(server.Configuration, "b:1");
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1));
        await b.GivesAsync("m", 1);
        string digest = Convert.ToHexStringLower(SHA256.HashData(TextBackend.Bytes(2)));
        server.Execute("SET", $"{Root}piece:{digest}:0", damaged).OrThrow();
        server.Execute("HSET", Root + "references", digest, "1").OrThrow();

        await a.Ai.Models.StoreAsync("m", TextBackend.Model(2));

        Assert.Equal((2f, 1f), (a.Ask("m"), b.Ask("m")));
        RestoreFailure failure = Assert.Single(b.Ai.SharedCatalog!.Failures);
        Assert.IsType<DurableStorageException>(failure.Error);
        Assert.StartsWith($"What Redis '{server.Address}' has of the model 'm', version 2, ", failure.Error.Message, StringComparison.Ordinal);
        Assert.Contains(why, failure.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_piece_is_told_by_a_process_that_starts_later()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1");
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1, padding: 9_000_000));
        string digest = Convert.ToHexStringLower(SHA256.HashData(TextBackend.Bytes(1, padding: 9_000_000)));
        Assert.Equal(1, server.Execute("DEL", $"{Root}piece:{digest}:1").ToNumber());
        await using SharedLife b = SharedLife.Begin(server.Configuration, "b:1");

        RestoreFailure failure = Assert.Single(await b.Ai.RestoreAsync(TestContext.Current.CancellationToken));

        Assert.Contains("piece 2 of 3 of its content 'model' is missing", failure.Error.Message, StringComparison.Ordinal);
        ModelNotFoundException error = Assert.Throws<ModelNotFoundException>(() => b.Ai.Models["m"]);
        Assert.Contains("is missing", error.Message, StringComparison.Ordinal);
        Assert.Equal(1f, a.Ask("m"));
        Assert.True(await b.Ai.Models.DeleteAsync("m", TestContext.Current.CancellationToken));
        await a.GivesAsync("m", float.NaN);
    }

    [Fact]
    public async Task Contents_that_are_the_same_are_there_once_and_as_long_as_something_has_them()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1");

        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1, padding: 5_000_000));
        await a.Ai.Models.StoreAsync("n", TextBackend.Model(1, padding: 5_000_000));
        Assert.Equal(2, Pieces(server));
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(2));
        Assert.Equal(3, Pieces(server));
        await a.Ai.Models.DeleteAsync("n");
        Assert.Equal(1, Pieces(server));
        await using SharedLife b = await SharedLife.StartAsync(server.Configuration, "b:1");
        Assert.Equal(2f, b.Ask("m"));
        await a.Ai.Models.DeleteAsync("m");

        Assert.Equal(0, Pieces(server));
        Assert.Equal(0, server.Execute("HLEN", Root + "references").ToNumber());
    }

    [Fact]
    public async Task Nothing_is_loaded_of_what_a_process_that_died_had_stored_by_half()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife b = await SharedLife.StartAsync(server.Configuration, "b:1");
        await using RedisConnection dead = RedisConnection.Create(new RedisStoreOptions { Configuration = server.Configuration }, TimeProvider.System, NullLogger.Instance);
        BlobWriter blobs = new(dead, new ModelKeys(dead.Names));
        DurableContent content = DurableContent.Of("model", TextBackend.Bytes(4));

        await blobs.WriteAsync(content, blobs.Describe(content), always: false);
        server.Execute("SET", Root + "turn:m/m", "the token of the dead", "PX", "1000").OrThrow();

        Assert.Empty(await b.Store.Models.ListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, Pieces(server));
        string digest = Convert.ToHexStringLower(SHA256.HashData(TextBackend.Bytes(4)));
        Assert.InRange(server.Execute("PTTL", $"{Root}piece:{digest}:0").ToNumber(), 1, 3_600_000);

        // Its turn ends by itself, and what it has left is used.
        Assert.Equal(1, (await b.Ai.Models.StoreAsync("m", TextBackend.Model(4), cancellationToken: TestContext.Current.CancellationToken)).Version);
        Assert.Equal(-1, server.Execute("PTTL", $"{Root}piece:{digest}:0").ToNumber());
        Assert.Equal(1, Pieces(server));
    }

    [Fact]
    public async Task Version_serves_though_the_process_that_has_stored_it_died_before_it_did()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1");
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1));
        await using SharedLife b = await SharedLife.StartAsync(server.Configuration, "b:1");
        await using RedisConnection dying = RedisConnection.Create(new RedisStoreOptions { Configuration = server.Configuration }, TimeProvider.System, NullLogger.Instance);
        ModelKeys keys = new(dying.Names);
        CatalogRecords records = new(dying, keys);
        SharedLineId id = new(DurableItemKind.Model, "m");
        SharedRecord before = await records.ReadAsync(id, TestContext.Current.CancellationToken);
        BlobWriter blobs = new(dying, keys);
        DurableContent content = DurableContent.Of("model", TextBackend.Bytes(2));
        SharedPart part = blobs.Describe(content);
        await blobs.WriteAsync(content, part, always: false);
        SharedManifest next = new([new SharedItem(2, before.Served.Items[0].Head, [part])]);

        (CatalogOutcome outcome, _, _) = await records.WriteAsync(id, before, served: null, next, "write", token: null);

        Assert.Equal(CatalogOutcome.Written, outcome);
        await a.GivesAsync("m", 2);
        await b.GivesAsync("m", 2);
    }

    [Fact]
    public async Task Process_that_was_cut_off_catches_up()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using TcpProxy proxy = new(server.Port);
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1", Quick);
        await using SharedLife b = await SharedLife.StartAsync(proxy.Address, "b:1", Quick);
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1));
        await a.Ai.Models.StoreAsync("n", TextBackend.Model(1));
        await b.GivesAsync("n", 1);
        proxy.RefusesConnections = true;
        proxy.Cut();

        await Eventually.EndsAsync(a.Ai.Models.StoreAsync("m", TextBackend.Model(2)));
        await Eventually.EndsAsync(a.Ai.Models.DeleteAsync("n"));
        Assert.Equal((1f, 1f), (b.Ask("m"), b.Ask("n")));
        proxy.RefusesConnections = false;

        await b.GivesAsync("m", 2);
        await b.GivesAsync("n", float.NaN);

        static void Quick(RedisStoreOptions options) => options.LeaseTime = TimeSpan.FromMilliseconds(600);
    }

    [Fact]
    public async Task What_serves_goes_on_when_redis_was_emptied()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1");
        await using SharedLife b = await SharedLife.StartAsync(server.Configuration, "b:1");
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1));
        await a.Ai.Models.StoreAsync("n", TextBackend.Model(5));
        await b.GivesAsync("n", 5);

        server.FlushAll();
        await Eventually.HoldsAsync(() => Told(a) && Told(b), "both have noticed");

        Assert.Equal((1f, 5f), (b.Ask("m"), b.Ask("n")));
        await b.Ai.Models.StoreAsync("m", TextBackend.Model(2));
        await a.GivesAsync("m", 2);
        Assert.Equal(5f, a.Ask("n"));

        static bool Told(SharedLife life) => life.Log.Lines.Any(static line => line.StartsWith("RedisAi[644]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Model_is_not_stored_while_redis_does_not_answer_and_what_serves_goes_on()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1", static options => (options.CommandTimeout, options.ReplicaTimeout) = (TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1)));
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1));
        server.Kill();

        await Assert.ThrowsAsync<SharedStoreException>(() => a.Ai.Models.StoreAsync("m", TextBackend.Model(2)));

        Assert.Equal("1 Serving 1", a.VersionsOf("m"));
        Assert.Equal(1f, a.Ask("m"));
    }

    [Fact]
    public async Task Model_for_which_redis_has_no_memory_is_not_stored()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1");
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1));
        server.SetMaxMemory(1);

        SharedStoreException error = await Assert.ThrowsAsync<SharedStoreException>(() => a.Ai.Models.StoreAsync("m", TextBackend.Model(2)));

        Assert.Contains("has no memory left", error.Message, StringComparison.Ordinal);
        Assert.Equal(1f, a.Ask("m"));
        server.SetMaxMemory(0);
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(3));
        Assert.Equal(3f, a.Ask("m"));
    }

    private static int Pieces(RedisServer server) => server.Execute("KEYS", Root + "piece:*").Items!.Length;
}
