using RedisAi.Samples.Sound;
using RedisAi.Samples.StreamPipeline;
using RedisAi.Samples.StreamPipeline.Checking;
using RedisAi.Samples.StreamPipeline.Work;
using RedisAi.Store.Redis;
using RedisAi.Testing;
using RedisAi.Testing.Redis;
using StackExchange.Redis;

namespace RedisAi.Samples.Tests.StreamPipeline;

/// <summary>The check of the sample must find what it says that there is not.</summary>
public sealed class OutputCheckTests : IAsyncLifetime
{
    private const int Windows = 4;

    private readonly Recording _recording = WavFile.Read(Path.Combine(VoiceActivity.Silero.AudioFolder, "speech.wav"));
    private RedisServer? _server;
    private ConnectionMultiplexer? _connection;

    private IDatabase Redis => _connection!.GetDatabase();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        FetchedModels.RequireSilero();
        RedisPrograms.SkipUnlessInstalled();
        _server = await RedisServer.StartAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(_server.Configuration);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        _server?.Dispose();
    }

    [Fact]
    public async Task What_is_as_promised_is_well()
    {
        Verdict verdict = await CheckAsync(static _ => { });

        Assert.Empty(verdict.Complaints);
        Assert.True(verdict.IsGood);
        Assert.Equal((2 * Windows) + 1, verdict.Messages);
        Assert.Equal(2 * Windows, verdict.Waits.Count);
    }

    [Fact]
    public async Task Result_that_is_missing_is_found()
    {
        Verdict verdict = await CheckAsync(static results => results.RemoveAt(results.Count - 1));

        Assert.Equal(["b: 1 of 4 windows have no result."], verdict.Complaints);
        Assert.False(verdict.IsGood);
    }

    [Fact]
    public async Task Result_that_is_there_twice_is_found()
    {
        Verdict verdict = await CheckAsync(static results => results.Add(results[^1]));

        Assert.Contains("none was due", Assert.Single(verdict.Complaints), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_out_of_order_are_found()
    {
        Verdict verdict = await CheckAsync(static results => (results[0], results[1]) = (results[1], results[0]));

        Assert.Equal(2, verdict.Complaints.Count);
        Assert.All(verdict.Complaints, static complaint => Assert.StartsWith("a: result ", complaint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_probability_is_found_however_near()
    {
        Verdict verdict = await CheckAsync(static results => results[5] = results[5] with { Probability = MathF.BitIncrement(results[5].Probability) });

        Assert.StartsWith("b: result 1 is ", Assert.Single(verdict.Complaints), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_window_that_is_no_dead_letter_is_found()
    {
        Verdict verdict = await CheckAsync(static _ => { }, deadLetters: 0);

        Assert.EndsWith("is damaged, and not among the dead letters.", Assert.Single(verdict.Complaints), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letter_that_is_there_twice_is_found()
    {
        Verdict verdict = await CheckAsync(static _ => { }, deadLetters: 2);

        Assert.Contains("is among the dead letters twice", Assert.Single(verdict.Complaints), StringComparison.Ordinal);
    }

    /// <summary>Writes two calls and a damaged window, and what a worker would make of them, changed.</summary>
    private async Task<Verdict> CheckAsync(Action<List<Result>> change, int deadLetters = 1)
    {
        for (int window = 0; window < Windows; window++)
        {
            await WriteAsync("a", Window(window));
            await WriteAsync("b", Window(100 + window));
        }

        string damaged = await WriteAsync("a", Window(0)[..10]);
        await using Reference reference = await Reference.LoadAsync(Token);
        Promise promise = await Promise.ReadAsync(Redis, reference, Token);
        List<Result> results = [.. promise.Calls.SelectMany(static call => call.Value.Select(expected => new Result(call.Key, expected.Id, expected.Probability)))];
        change(results);
        foreach (Result result in results)
        {
            using AiTensor probability = AiTensor.Create<float>([1, 1], [result.Probability]);
            StreamField field = StreamField.FromTensor(Pipeline.ProbabilityField, probability);
            await Redis.StreamAddAsync(Pipeline.Output, [new(Pipeline.SourceField, result.Source), new(Pipeline.CallField, result.Call), new(field.Name, field.Value)]);
        }

        for (int letter = 0; letter < deadLetters; letter++)
        {
            await Redis.StreamAddAsync(Pipeline.DeadLetters, [new("source", damaged), new("reason", "it is short")]);
        }

        return await new OutputCheck(Redis, promise).RunAsync();
    }

    private byte[] Window(int number) => AudioWindow.ToBytes(_recording.WindowInContext(number).Span);

    private async Task<string> WriteAsync(string call, byte[] window) =>
        (await Redis.StreamAddAsync(Pipeline.Input, [new(Pipeline.CallField, call), new(AudioWindow.Field, window)])).ToString();

    private sealed record Result(string Call, string Source, float Probability);
}
