using RedisAi.MLflow.Cache;
using RedisAi.MLflow.Tests.Replay;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Cache;

/// <summary>What is kept of models, for whom, for how long, and what becomes of it when it is damaged.</summary>
public sealed class ModelCacheTests
{
    [Fact]
    public async Task A_model_comes_once()
    {
        await using ReplayServer server = await ReplayServer.StartAsync(With("m-1").AnswerAsync);
        using ClientUnderTest test = new(server.Address);
        string digest;
        using (DownloadedModel first = await test.Client.DownloadAsync("models:/iris/1"))
        {
            Assert.False(first.WasCached);
            digest = first.Digest;
        }

        server.Forget();
        using DownloadedModel second = await test.Client.DownloadAsync("models:/iris@champion");

        Assert.True(second.WasCached);
        Assert.Equal(digest, second.Digest);
        Assert.DoesNotContain(server.Seen, static seen => seen.Path.Contains("artifacts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_process_that_comes_later_finds_it_and_one_that_comes_at_the_same_time_shares_it()
    {
        await using ReplayServer server = await ReplayServer.StartAsync(With("m-1").AnswerAsync);
        using TemporaryFolder cache = new();
        using ClientUnderTest one = new(server.Address, cacheFolder: cache.Path);
        using ClientUnderTest other = new(server.Address, cacheFolder: cache.Path);

        using DownloadedModel first = await one.Client.DownloadAsync("models:/iris/1");
        using DownloadedModel second = await other.Client.DownloadAsync("models:/iris/1");

        Assert.Equal(first.LocalPath, second.LocalPath);
        Assert.Equal((false, true), (first.WasCached, second.WasCached));
    }

    [Fact]
    public async Task Of_many_who_want_a_model_at_once_one_downloads_it()
    {
        FakeMlflow fake = With("m-1");
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using TemporaryFolder cache = new();
        ClientUnderTest[] clients = [.. Enumerable.Range(0, 4).Select(_ => new ClientUnderTest(server.Address, time: TimeProvider.System, cacheFolder: cache.Path))];
        fake.Intercept = static async context =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(context.Request.Path.Value!.EndsWith("MLmodel", StringComparison.Ordinal) ? 100 : 0), TimeProvider.System);
            return false;
        };

        DownloadedModel[] models = await Task.WhenAll(clients.Concat(clients).Select(static test => test.Client.DownloadAsync("models:/iris/1")));

        Assert.Single(models, static model => !model.WasCached);
        Assert.Single(models.Select(static model => model.Digest).Distinct());
        Assert.Single(server.Seen, static seen => seen.Path.EndsWith("MLmodel", StringComparison.Ordinal));
        Array.ForEach(models, static model => model.Dispose());
        Array.ForEach(clients, static test => test.Dispose());
    }

    [Fact]
    public async Task Model_that_somebody_else_has_fetched_and_uses_is_taken_by_who_waits_to_fetch_it()
    {
        await using ReplayServer server = await ReplayServer.StartAsync(With("m-1").AnswerAsync);
        using ClientUnderTest other = new(server.Address);
        using ClientUnderTest test = new(server.Address, time: TimeProvider.System);
        using DownloadedModel fetched = await other.Client.DownloadAsync("models:/iris/1");
        string key = CacheLayout.KeyOf(fetched.Model.Identity);
        CacheLayout layout = new(test.CacheFolder);
        layout.Create();

        // Another one who has looked for it at the same moment, was quicker, and goes on using it.
        using CacheLock? use = CacheLock.TryTake(layout.Lock(key), alone: false);
        Task<DownloadedModel> waiting = test.Client.DownloadAsync("models:/iris/1");
        await Eventually.HoldsAsync(() => test.Log.Entries.Any(static entry => entry.Id == 509), "the client waits");
        Directory.Move(new CacheLayout(other.CacheFolder).Entry(key), layout.Entry(key));

        await Eventually.EndsAsync(waiting);
        using DownloadedModel model = await waiting;
        Assert.Equal((fetched.Digest, true), (model.Digest, model.WasCached));
    }

    [Fact]
    public async Task A_version_that_was_made_anew_under_its_number_comes_again()
    {
        FakeMlflow fake = new() { IsOld = true };
        fake.Versions.Add(new FakeVersion("iris", "1", "mlflow-artifacts:/1/a", "r1", Created: 1));
        fake.Files["1/a/MLmodel"] = [1];
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address);
        using DownloadedModel before = await test.Client.DownloadAsync("models:/iris/1");

        fake.Versions[0] = fake.Versions[0] with { Created = 2 };
        fake.Files["1/a/MLmodel"] = [2];
        using DownloadedModel after = await test.Client.DownloadAsync("models:/iris/1");

        Assert.Equal([1], await File.ReadAllBytesAsync(Path.Combine(before.LocalPath, "MLmodel")));
        Assert.Equal([2], await File.ReadAllBytesAsync(Path.Combine(after.LocalPath, "MLmodel")));
    }

    [Fact]
    public async Task Another_server_with_the_same_identifiers_has_other_models()
    {
        FakeMlflow fake = With("m-1");
        await using ReplayServer one = await ReplayServer.StartAsync(With("m-1").AnswerAsync);
        await using ReplayServer other = await ReplayServer.StartAsync(fake.AnswerAsync);
        fake.Files["1/models/m-1/artifacts/MLmodel"] = [9];
        using TemporaryFolder cache = new();
        using ClientUnderTest first = new(one.Address, cacheFolder: cache.Path);
        using ClientUnderTest second = new(other.Address, cacheFolder: cache.Path);
        using DownloadedModel mine = await first.Client.DownloadAsync("models:/iris/1");

        using DownloadedModel theirs = await second.Client.DownloadAsync("models:/iris/1");

        Assert.False(theirs.WasCached);
        Assert.Equal([9], await File.ReadAllBytesAsync(Path.Combine(theirs.LocalPath, "MLmodel")));
    }

    [Theory]
    [InlineData("shorter")]
    [InlineData("other")]
    [InlineData("missing")]
    [InlineData("manifest")]
    public async Task A_model_that_is_damaged_in_the_cache_comes_again(string damage)
    {
        await using ReplayServer server = await ReplayServer.StartAsync(With("m-1").AnswerAsync);
        using TemporaryFolder cache = new();
        string file;
        using (ClientUnderTest before = new(server.Address, cacheFolder: cache.Path))
        {
            using DownloadedModel model = await before.Client.DownloadAsync("models:/iris/1");
            file = Path.Combine(model.LocalPath, "data", "model.onnx");
        }

        Damage(file, damage);
        using ClientUnderTest test = new(server.Address, cacheFolder: cache.Path);
        using DownloadedModel again = await test.Client.DownloadAsync("models:/iris/1");

        Assert.False(again.WasCached);
        Assert.Equal([5, 6, 7, 8], await File.ReadAllBytesAsync(Path.Combine(again.LocalPath, "data", "model.onnx")));
        Assert.Equal(damage == "manifest" ? 0 : 1, test.Log.Entries.Count(static entry => entry.Id == 508));
    }

    [Fact]
    public async Task A_damaged_model_that_somebody_uses_is_an_error_after_a_while()
    {
        await using ReplayServer server = await ReplayServer.StartAsync(With("m-1").AnswerAsync);
        using TemporaryFolder cache = new();
        using ClientUnderTest user = new(server.Address, cacheFolder: cache.Path);
        using ClientUnderTest test = new(server.Address, cacheFolder: cache.Path);
        using DownloadedModel used = await user.Client.DownloadAsync("models:/iris/1");
        Damage(Path.Combine(used.LocalPath, "data", "model.onnx"), "shorter");

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.DownloadAsync("models:/iris/1"));

        Assert.Equal("DATA_LOSS", error.ErrorCode);
        Assert.Contains("cannot be replaced while somebody uses them", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_used_longest_ago_makes_room_and_what_is_in_use_stays()
    {
        FakeMlflow fake = With("m-1", "m-2", "m-3", "m-4");
        foreach (string path in fake.Files.Keys.Where(static path => path.EndsWith(".onnx", StringComparison.Ordinal)).ToArray())
        {
            fake.Files[path] = new byte[100_000];
        }

        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address, static options => options.Cache.MaxBytes = 350_000);
        using DownloadedModel held = await DownloadAsync(test, "models:/iris/1");
        (await DownloadAsync(test, "models:/iris/2")).Dispose();
        (await DownloadAsync(test, "models:/iris/3")).Dispose();
        (await DownloadAsync(test, "models:/iris/2")).Dispose();

        (await DownloadAsync(test, "models:/iris/4")).Dispose();

        Assert.True(File.Exists(Path.Combine(held.LocalPath, "MLmodel")));
        Assert.Equal((true, true, true), (await IsThereAsync(test, "1"), await IsThereAsync(test, "2"), await IsThereAsync(test, "4")));
        Assert.False(await IsThereAsync(test, "3"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(test.CacheFolder, "trash")));
    }

    [Fact]
    public async Task A_cache_that_is_too_small_for_what_is_in_use_holds_it_and_says_so()
    {
        await using ReplayServer server = await ReplayServer.StartAsync(With("m-1", "m-2").AnswerAsync);
        using ClientUnderTest test = new(server.Address, static options => options.Cache.MaxBytes = 10);
        using DownloadedModel one = await test.Client.DownloadAsync("models:/iris/1");

        using DownloadedModel two = await test.Client.DownloadAsync("models:/iris/2");

        Assert.True(File.Exists(Path.Combine(one.LocalPath, "MLmodel")));
        Assert.True(File.Exists(Path.Combine(two.LocalPath, "MLmodel")));
        Assert.Contains(test.Log.Entries, static entry => entry.Id == 507);
    }

    [Fact]
    public async Task What_a_crash_has_left_is_of_use_to_the_next_or_goes()
    {
        FakeMlflow fake = With("m-1");
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address, static options => options.Cache.MaxBytes = 5000);
        string stale = Path.Combine(test.CacheFolder, "partial", "0123", "files");
        Directory.CreateDirectory(stale);
        await File.WriteAllBytesAsync(Path.Combine(stale, "model.onnx"), new byte[5000]);
        Directory.CreateDirectory(Path.Combine(test.CacheFolder, "trash", "x"));
        Directory.CreateDirectory(Path.Combine(test.CacheFolder, "entries", "4567"));

        using DownloadedModel model = await test.Client.DownloadAsync("models:/iris/1");

        Assert.False(Directory.Exists(stale));
        Assert.False(Directory.Exists(Path.Combine(test.CacheFolder, "trash", "x")));
    }

    [Fact]
    public async Task The_last_good_model_of_an_address_is_there_when_the_server_is_not()
    {
        FakeMlflow fake = With("m-1", "m-2");
        ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using TemporaryFolder cache = new();
        string address = server.Address;
        string digest;
        using (ClientUnderTest before = new(address, cacheFolder: cache.Path))
        {
            Assert.Null(await before.Client.OpenLastGoodAsync("models:/iris@champion"));
            using DownloadedModel good = await before.Client.DownloadAsync("models:/iris@champion");
            before.Client.RememberGood(good);
            digest = good.Digest;
            fake.Aliases[("iris", "champion")] = "2";
            using DownloadedModel bad = await before.Client.DownloadAsync("models:/iris@champion");
            Assert.Equal("2", bad.Model.Version);
        }

        await server.DisposeAsync();
        using ClientUnderTest after = new(address, cacheFolder: cache.Path);
        using DownloadedModel? last = await after.Client.OpenLastGoodAsync("models:/iris@champion");

        Assert.NotNull(last);
        Assert.Equal((digest, "1", "iris", "m-1", true), (last.Digest, last.Model.Version, last.Model.Name, last.Model.ModelId, last.WasCached));
        Assert.Null(await after.Client.OpenLastGoodAsync("models:/iris/1"));
    }

    [Fact]
    public async Task A_last_good_model_that_is_not_in_the_cache_any_more_is_none()
    {
        await using ReplayServer server = await ReplayServer.StartAsync(With("m-1").AnswerAsync);
        using ClientUnderTest test = new(server.Address);
        using (DownloadedModel good = await test.Client.DownloadAsync("models:/iris/1"))
        {
            test.Client.RememberGood(good);
        }

        Directory.Delete(Path.Combine(test.CacheFolder, "entries"), recursive: true);

        Assert.Null(await test.Client.OpenLastGoodAsync("models:/iris/1"));
    }

    [Fact]
    public async Task A_manifest_with_paths_that_lead_elsewhere_is_none()
    {
        await using ReplayServer server = await ReplayServer.StartAsync(With("m-1").AnswerAsync);
        using TemporaryFolder cache = new();
        using (ClientUnderTest before = new(server.Address, cacheFolder: cache.Path))
        {
            (await before.Client.DownloadAsync("models:/iris/1")).Dispose();
        }

        string manifest = Directory.EnumerateFiles(cache.Path, "manifest.json", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest)).Replace("\"MLmodel\"", "\"../../x\"", StringComparison.Ordinal));
        using ClientUnderTest test = new(server.Address, cacheFolder: cache.Path);
        using DownloadedModel model = await test.Client.DownloadAsync("models:/iris/1");

        Assert.False(model.WasCached);
        Assert.True(File.Exists(Path.Combine(model.LocalPath, "MLmodel")));
    }

    private static async Task<DownloadedModel> DownloadAsync(ClientUnderTest test, string uri)
    {
        test.Time.Advance(TimeSpan.FromMinutes(1));
        return await test.Client.DownloadAsync(uri);
    }

    private static async Task<bool> IsThereAsync(ClientUnderTest test, string version)
    {
        using DownloadedModel model = await test.Client.DownloadAsync($"models:/iris/{version}");
        return model.WasCached;
    }

    private static void Damage(string file, string damage)
    {
        switch (damage)
        {
            case "shorter":
                File.WriteAllBytes(file, [5, 6, 7]);
                break;
            case "other":
                File.WriteAllBytes(file, [5, 6, 7, 9]);
                break;
            case "missing":
                File.Delete(file);
                break;
            default:
                File.WriteAllText(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "manifest.json"), "{");
                break;
        }
    }

    /// <summary>A server with versions 1 to N of a model, of which the first is the champion.</summary>
    private static FakeMlflow With(params string[] ids)
    {
        FakeMlflow fake = new();
        for (int i = 0; i < ids.Length; i++)
        {
            fake.Register("iris", $"{i + 1}", ids[i], ("MLmodel", [1, 2, 3]), ("data/model.onnx", [5, 6, 7, 8]));
        }

        fake.Aliases[("iris", "champion")] = "1";
        return fake;
    }
}
