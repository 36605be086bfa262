using RedisAi.Testing;
using RedisAi.Testing.Simulation;
using RedisAi.Tests.Batching;
using Xunit;

namespace RedisAi.Tests.Sessions;

public sealed class StateFileTests
{
    private const int Sessions = 5;
    private const int Steps = 6;

    [Fact]
    public async Task Sessions_that_are_saved_and_loaded_by_another_engine_go_on_as_though_nothing_had_happened()
    {
        using TemporaryFolder folder = new();
        List<long[]> expected = [];
        List<long[]> actual = [];
        await using (RedisAiEngine uninterrupted = await EngineAsync())
        {
            await StepAsync(uninterrupted, 0, Steps, expected);
        }

        await using (RedisAiEngine before = await EngineAsync())
        {
            await StepAsync(before, 0, Steps / 2, actual);
            await before.Tensors.SaveAsync(folder["states"]);
        }

        await using (RedisAiEngine after = await EngineAsync())
        {
            int loaded = await after.Tensors.LoadAsync(folder["states"]);
            Assert.Equal(2 * Sessions, loaded);
            await StepAsync(after, Steps / 2, Steps, actual);
        }

        Assert.Equal(expected, actual);
        Assert.NotEqual(0, actual[^1][0]);
    }

    [Fact]
    public async Task Half_of_a_sessions_states_in_a_file_is_none()
    {
        using TemporaryFolder folder = new();
        await using (RedisAiEngine before = await EngineAsync())
        {
            await StepAsync(before, 0, 1, []);
            await before.Tensors.SaveAsync(folder["states"], "*/h");
        }

        await using RedisAiEngine after = await EngineAsync();
        await after.Tensors.LoadAsync(folder["states"]);
        List<long[]> answers = [];
        await StepAsync(after, 1, 2, answers);

        Assert.All(answers, static answer => Assert.Equal((0, 0), (answer[0], answer[1])));
    }

    private static async Task<RedisAiEngine> EngineAsync()
    {
        RedisAiEngine ai = new(new SimulatedBackend(SessionModel.Signature, SessionModel.Run));
        await ai.Models.StoreAsync("m", SimulatedBackend.Source, SessionModel.Options());
        return ai;
    }

    /// <summary>Makes some steps of all sessions, which have different numbers of rows; the sessions of a step at once.</summary>
    private static async Task StepAsync(RedisAiEngine ai, int from, int to, List<long[]> answers)
    {
        for (int step = from; step < to; step++)
        {
            int number = step;
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, Sessions).Select(session => Task.Run(() => CallAsync(ai, session, number)))));
        }
    }

    private static async Task<long[]> CallAsync(RedisAiEngine ai, int session, int step)
    {
        int rows = 1 + (session % 3);
        using AiTensor x = AiTensor.Create<long>([rows, 1], [.. Enumerable.Range(0, rows).Select(row => (long)((100 * step) + (10 * session) + row + 1))]);
        using ModelResult result = await ai.Models["m"].RunAsync([x], new InferenceOptions { Session = $"user/{session}" });
        return result.AsSpan<long>(0).ToArray();
    }
}
