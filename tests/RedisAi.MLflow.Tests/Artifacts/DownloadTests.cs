using Microsoft.AspNetCore.Http;
using RedisAi.MLflow.Tests.Replay;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Artifacts;

/// <summary>Files on their way: cut off, changed, too long, too short, and named by somebody who means no good.</summary>
public sealed class DownloadTests
{
    private const string Weights = "data/model.onnx";

    private static readonly byte[] s_weights = Numbers(300_000);

    [Fact]
    public async Task A_download_that_is_cut_off_goes_on_where_it_was()
    {
        CutFile cut = new(Weights, after: 100_000, times: 2);
        (FakeMlflow fake, ReplayServer server) = await StartAsync(cut);
        await using ReplayServer used = server;
        using ClientUnderTest test = new(server.Address);
        cut.CacheFolder = test.CacheFolder;

        using DownloadedModel model = await test.Client.DownloadAsync("models:/iris/1");

        Assert.Equal(s_weights, await File.ReadAllBytesAsync(Path.Combine(model.LocalPath, Weights)));
        Assert.Equal(300_003, model.ByteLength);
        SeenRequest[] tries = OfWeights(server);
        Assert.Equal(3, tries.Length);
        Assert.False(tries[0].Headers.ContainsKey("Range"));
        Assert.All(tries[1..], static seen => Assert.Matches("^bytes=[0-9]+-$", seen.Headers["Range"]));
        Assert.All(tries[1..], static seen => Assert.Matches("^\"[0-9A-F]{16}\"$", seen.Headers["If-Range"]));
        Assert.Equal(s_weights.Length, fake.Files[$"1/models/m-1/artifacts/{Weights}"].Length);
    }

    [Fact]
    public async Task A_download_that_gets_on_each_time_may_be_cut_off_more_often_than_tries_are_allowed()
    {
        CutFile cut = new(Weights, after: 20_000, times: 12);
        (_, ReplayServer server) = await StartAsync(cut);
        await using ReplayServer used = server;
        using ClientUnderTest test = new(server.Address, static options => options.MaxRetries = 1);
        cut.CacheFolder = test.CacheFolder;

        using DownloadedModel model = await test.Client.DownloadAsync("models:/iris/1");

        Assert.Equal(s_weights, await File.ReadAllBytesAsync(Path.Combine(model.LocalPath, Weights)));
    }

    [Fact]
    public async Task A_server_that_knows_no_ranges_sends_a_file_that_was_cut_off_from_the_beginning()
    {
        CutFile cut = new(Weights, after: 100_000, times: 1);
        (FakeMlflow fake, ReplayServer server) = await StartAsync(cut);
        await using ReplayServer used = server;
        fake.IsOld = true;
        fake.Versions[0] = fake.Versions[0] with { Source = "mlflow-artifacts:/1/models/m-1/artifacts" };
        using ClientUnderTest test = new(server.Address);
        cut.CacheFolder = test.CacheFolder;

        using DownloadedModel model = await test.Client.DownloadAsync("models:/iris/1");

        Assert.Equal(s_weights, await File.ReadAllBytesAsync(Path.Combine(model.LocalPath, Weights)));
        Assert.Equal(2, OfWeights(server).Length);
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_cut_off_is_begun_anew()
    {
        CutFile cut = new(Weights, after: 100_000, times: 1);
        (FakeMlflow fake, ReplayServer server) = await StartAsync(cut);
        await using ReplayServer used = server;
        byte[] changed = [.. s_weights.Reverse()];
        cut.Then = () => fake.Files[$"1/models/m-1/artifacts/{Weights}"] = changed;
        using ClientUnderTest test = new(server.Address);
        cut.CacheFolder = test.CacheFolder;

        using DownloadedModel model = await test.Client.DownloadAsync("models:/iris/1");

        Assert.Equal(changed, await File.ReadAllBytesAsync(Path.Combine(model.LocalPath, Weights)));
    }

    [Fact]
    public async Task What_came_before_a_client_ended_need_not_come_again()
    {
        CutFile cut = new(Weights, after: 100_000, times: int.MaxValue);
        (_, ReplayServer server) = await StartAsync(cut);
        await using ReplayServer used = server;
        using TemporaryFolder cache = new();
        cut.CacheFolder = cache.Path;
        using (ClientUnderTest first = new(server.Address, static options => options.MaxRetries = 0, cacheFolder: cache.Path))
        {
            await Assert.ThrowsAsync<MlflowException>(() => first.Client.DownloadAsync("models:/iris/1"));
        }

        cut.Times = 0;
        server.Forget();
        using ClientUnderTest second = new(server.Address, cacheFolder: cache.Path);
        using DownloadedModel model = await second.Client.DownloadAsync("models:/iris/1");

        Assert.Equal(s_weights, await File.ReadAllBytesAsync(Path.Combine(model.LocalPath, Weights)));
        Assert.True(OfWeights(server).Single().Headers.ContainsKey("Range"));
        Assert.False(model.WasCached);
    }

    [Fact]
    public async Task Bytes_that_stop_coming_are_asked_for_again_after_the_time_for_an_answer()
    {
        ManualTimeProvider time = new();
        TaskCompletionSource hangs = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource isGivenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
        CutFile cut = new(Weights, after: 100_000, times: 1)
        {
            Ending = async context =>
            {
                hangs.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
                isGivenUp.TrySetResult();
            },
        };
        (_, ReplayServer server) = await StartAsync(cut);
        await using ReplayServer used = server;
        using ClientUnderTest test = new(server.Address, static options => options.BackoffFactor = 0, time);
        cut.CacheFolder = test.CacheFolder;
        Task<DownloadedModel> download = test.Client.DownloadAsync("models:/iris/1");
        await Eventually.EndsAsync(hangs.Task);

        await Eventually.HoldsAsync(
            () =>
            {
                // One clock is running: that of the answer which does not go on. The time of other files' answers must not be over as well.
                if (time.ArmedTimers == 1)
                {
                    time.Advance(ClientUnderTest.Patience);
                }

                return isGivenUp.Task.IsCompleted;
            },
            "it is not waited for any more");

        await Eventually.EndsAsync(download);
        using DownloadedModel model = await download;
        Assert.Equal(s_weights, await File.ReadAllBytesAsync(Path.Combine(model.LocalPath, Weights)));
    }

    [Theory]
    [InlineData(-1, "has 300000 bytes in the server's list, and the server sends 299999 bytes")]
    [InlineData(1, "has 300000 bytes in the server's list, and the server sends 300001 bytes")]
    public async Task A_file_of_another_length_than_the_list_says_is_refused(int difference, string reason)
    {
        (FakeMlflow fake, ReplayServer server) = await StartAsync(cut: null);
        await using ReplayServer used = server;
        fake.Intercept = async context =>
        {
            bool isWeights = IsWeights(context);
            await (isWeights ? Answers.BytesAsync(context, Numbers(s_weights.Length + difference), 200, "application/octet-stream") : Task.CompletedTask);
            return isWeights;
        };
        using ClientUnderTest test = new(server.Address);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.DownloadAsync("models:/iris/1"));

        Assert.Equal("DATA_LOSS", error.ErrorCode);
        Assert.Contains($"'{Weights}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Empty(test.Time.Pauses);
    }

    [Theory]
    [InlineData(-1, "299999 bytes have come")]
    [InlineData(1, "more have come")]
    public async Task A_file_whose_length_nobody_announces_is_counted(int difference, string reason)
    {
        (FakeMlflow fake, ReplayServer server) = await StartAsync(cut: null);
        await using ReplayServer used = server;
        fake.Intercept = async context =>
        {
            bool isWeights = IsWeights(context);
            await (isWeights ? Answers.WholeFileAsync(context, Numbers(s_weights.Length + difference)) : Task.CompletedTask);
            return isWeights;
        };
        using ClientUnderTest test = new(server.Address, static options => options.MaxRetries = 1);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.DownloadAsync("models:/iris/1"));

        Assert.Equal("DATA_LOSS", error.ErrorCode);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(difference < 0 ? 2 : 1, OfWeights(server).Length);
    }

    [Fact]
    public async Task A_wrong_range_is_not_taken_for_the_right_one()
    {
        CutFile cut = new(Weights, after: 100_000, times: 1);
        (FakeMlflow fake, ReplayServer server) = await StartAsync(cut);
        await using ReplayServer used = server;
        Func<HttpContext, Task<bool>> cutting = fake.Intercept!;
        fake.Intercept = async context =>
        {
            if (!IsWeights(context) || !context.Request.Headers.ContainsKey("Range"))
            {
                return await cutting(context);
            }

            context.Response.StatusCode = 206;
            context.Response.Headers.ETag = context.Request.Headers.IfRange;
            context.Response.Headers.ContentRange = "bytes 5-99/300000";
            await context.Response.Body.WriteAsync(new byte[95]);
            return true;
        };
        using ClientUnderTest test = new(server.Address);
        cut.CacheFolder = test.CacheFolder;

        using DownloadedModel model = await test.Client.DownloadAsync("models:/iris/1");

        Assert.Equal(s_weights, await File.ReadAllBytesAsync(Path.Combine(model.LocalPath, Weights)));
    }

    [Fact]
    public async Task A_model_that_is_larger_than_is_allowed_is_not_downloaded()
    {
        (_, ReplayServer server) = await StartAsync(cut: null);
        await using ReplayServer used = server;
        using ClientUnderTest bytes = new(server.Address, static options => options.MaxModelBytes = 300_002);
        using ClientUnderTest files = new(server.Address, static options => options.MaxModelFiles = 1);

        MlflowException tooLong = await Assert.ThrowsAsync<MlflowException>(() => bytes.Client.DownloadAsync("models:/iris/1"));
        MlflowException tooMany = await Assert.ThrowsAsync<MlflowException>(() => files.Client.DownloadAsync("models:/iris/1"));

        Assert.Contains("it has 300003 bytes, and MaxModelBytes is 300002", tooLong.Message, StringComparison.Ordinal);
        Assert.Contains("MaxModelFiles (1)", tooMany.Message, StringComparison.Ordinal);
        Assert.Empty(OfWeights(server));
    }

    [Fact]
    public async Task Progress_is_told_up_to_the_end()
    {
        (_, ReplayServer server) = await StartAsync(cut: null);
        await using ReplayServer used = server;
        using ClientUnderTest test = new(server.Address);
        Told told = new();

        using DownloadedModel model = await test.Client.DownloadAsync("models:/iris/1", told);

        Assert.Equal((2, 300_003, 2, 300_003), (told.All[^1].Files, told.All[^1].Bytes, told.All[^1].FilesDone, told.All[^1].BytesDone));
        Assert.Equal(told.All.Select(static progress => progress.BytesDone).Order(), told.All.Select(static progress => progress.BytesDone));
    }

    [Fact]
    public async Task Files_come_several_at_once_but_no_more_than_is_set()
    {
        int now = 0;
        int most = 0;
        FakeMlflow fake = new();
        fake.Register("iris", "1", "m-1", [.. Enumerable.Range(0, 12).Select(static i => ($"f{i}", Numbers(10)))]);
        fake.Intercept = async context =>
        {
            if (context.Request.Path.Value!.Contains("/artifacts/f", StringComparison.Ordinal))
            {
                int current = Interlocked.Increment(ref now);
                InterlockedMax(ref most, current);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                Interlocked.Decrement(ref now);
            }

            return false;
        };
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address, static options => options.MaxParallelDownloads = 3);

        using DownloadedModel model = await test.Client.DownloadAsync("models:/iris/1");

        Assert.InRange(most, 2, 3);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen && Interlocked.CompareExchange(ref target, value, seen) is var found && found != seen)
        {
            seen = found;
        }
    }

    private static bool IsWeights(HttpContext context) => context.Request.Path.Value!.EndsWith(Weights, StringComparison.Ordinal);

    private static SeenRequest[] OfWeights(ReplayServer server) => [.. server.Seen.Where(static seen => seen.Path.EndsWith(Weights, StringComparison.Ordinal))];

    private static byte[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(static i => (byte)(i * 31 >> 3))];

    private static async Task<(FakeMlflow Fake, ReplayServer Server)> StartAsync(CutFile? cut)
    {
        FakeMlflow fake = new();
        fake.Register("iris", "1", "m-1", ("MLmodel", [1, 2, 3]), (Weights, s_weights));
        fake.Intercept = cut is null ? null : context => IsWeights(context) ? cut.AnswerAsync(context, fake) : Task.FromResult(false);
        return (fake, await ReplayServer.StartAsync(fake.AnswerAsync));
    }

    private sealed class Told : IProgress<MlflowDownloadProgress>
    {
        public List<MlflowDownloadProgress> All { get; } = [];

        public void Report(MlflowDownloadProgress value) => All.Add(value);
    }
}
