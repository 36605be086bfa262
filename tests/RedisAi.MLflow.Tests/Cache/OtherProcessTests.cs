using RedisAi.MLflow.Cache;
using RedisAi.MLflow.Tests.Replay;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Cache;

/// <summary>Another process that uses the same cache, and ends without warning: the program <c>flock</c>, which takes the same kind of lock.</summary>
public sealed class OtherProcessTests
{
    private const string Flock = "/usr/bin/flock";

    [Fact]
    public async Task A_model_that_another_process_downloads_is_waited_for_and_a_crash_leaves_no_lock()
    {
        Assert.SkipUnless(File.Exists(Flock), $"There is no {Flock}.");
        FakeMlflow fake = With(1);
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address, time: TimeProvider.System);
        ResolvedModel resolved = await test.Client.ResolveAsync("models:/iris/1");
        Task<DownloadedModel> download;
        using (ChildProcess other = await HoldAsync(test, resolved, "-x"))
        {
            download = test.Client.DownloadAsync(resolved);
            await Eventually.HoldsAsync(() => test.Log.Entries.Any(static entry => entry.Id == 509), "the client waits");
            Assert.False(download.IsCompleted);
        }

        await Eventually.EndsAsync(download);
        using DownloadedModel model = await download;
        Assert.True(File.Exists(Path.Combine(model.LocalPath, "MLmodel")));
    }

    [Fact]
    public async Task A_model_that_another_process_uses_makes_no_room_until_that_has_ended()
    {
        Assert.SkipUnless(File.Exists(Flock), $"There is no {Flock}.");
        await using ReplayServer server = await ReplayServer.StartAsync(With(3).AnswerAsync);
        using ClientUnderTest test = new(server.Address, static options => options.Cache.MaxBytes = 1);
        DownloadedModel model = await test.Client.DownloadAsync("models:/iris/1");
        using (ChildProcess other = await HoldAsync(test, model.Model, "-s"))
        {
            model.Dispose();
            (await test.Client.DownloadAsync("models:/iris/2")).Dispose();
            Assert.True(Directory.Exists(model.LocalPath));
        }

        (await test.Client.DownloadAsync("models:/iris/3")).Dispose();

        Assert.False(Directory.Exists(model.LocalPath));
    }

    private static async Task<ChildProcess> HoldAsync(ClientUnderTest test, ResolvedModel model, string mode)
    {
        CacheLayout layout = new(test.CacheFolder);
        layout.Create();
        ChildProcess other = new(Flock, [mode, layout.Lock(CacheLayout.KeyOf(model.Identity)), "sh", "-c", "echo locked; exec sleep 600"]);
        Assert.Equal("locked", await other.ReadLineAsync(Eventually.Limit));
        return other;
    }

    private static FakeMlflow With(int versions)
    {
        FakeMlflow fake = new();
        for (int i = 1; i <= versions; i++)
        {
            fake.Register("iris", $"{i}", $"m-{i}", ("MLmodel", [1, 2, 3]));
        }

        return fake;
    }
}
