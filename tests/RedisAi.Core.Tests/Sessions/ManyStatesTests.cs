using Xunit;

namespace RedisAi.Tests.Sessions;

/// <summary>Models of many states: a transformer of twelve layers has keys and values for each.</summary>
public sealed class ManyStatesTests
{
    /// <summary>The first ones have room on the stack.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(24)]
    [InlineData(130)]
    public async Task All_states_of_a_session_go_on_however_many_there_are(int states)
    {
        await using RedisAiEngine ai = await EngineAsync(states, new RedisAiOptions());

        await StepAsync(ai, states);
        float[] second = await StepAsync(ai, states);

        Assert.Equal(Enumerable.Range(0, states).Select(static state => 2f * (state + 1)), second);
        Assert.Equal(states, ai.Tensors.Keys().Count());
    }

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    public async Task Many_states_that_do_not_fit_are_not_written_and_leave_nothing_behind(int states)
    {
        await using RedisAiEngine ai = await EngineAsync(states, new RedisAiOptions { Tensors = { MaxBytes = (states * sizeof(float)) - 1 } });

        await Assert.ThrowsAsync<TensorStoreFullException>(() => StepAsync(ai, states));

        Assert.Empty(ai.Tensors.Keys());
        Assert.Equal(0, ai.Tensors.ByteLength);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    public async Task Many_states_of_which_the_application_sets_one_meanwhile_are_not_written(int states)
    {
        bool sets = false;
        RedisAiEngine ai = null!;
        await using RedisAiEngine engine = ai = await EngineAsync(states, new RedisAiOptions { Tensors = { MaxBytes = 1_000_000 } }, () =>
        {
            if (sets)
            {
                Set(ai, "last", states - 1, 50);
            }
        });
        await StepAsync(ai, states, "last");

        sets = true;
        await StepAsync(ai, states, "last");
        sets = false;
        float[] third = await StepAsync(ai, states, "last");

        Assert.Equal(Enumerable.Range(0, states).Select(state => state == states - 1 ? 50f + states : 2f * (state + 1)), third);
    }

    private static async Task<RedisAiEngine> EngineAsync(int states, RedisAiOptions options, Action? running = null)
    {
        ModelSignature signature = new(
            [Column("x"), .. Enumerable.Range(0, states).Select(static state => Column($"s{state}"))],
            [.. Enumerable.Range(0, states).Select(static state => Column($"n{state}"))]);
        ModelOptions model = new() { WarmUp = false };
        for (int state = 0; state < states; state++)
        {
            model.States.Add(new ModelState($"s{state}", $"n{state}"));
        }

        RedisAiEngine ai = new(options, []);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(signature, inputs =>
        {
            running?.Invoke();
            return [.. Enumerable.Range(0, states).Select(state => AiTensor.Create<float>([1, 1], [inputs[1 + state].AsSpan<float>()[0] + state + 1]))];
        }), model);
        return ai;
    }

    private static TensorSpec Column(string name) => new(name, TensorDataType.Float32, new ShapePattern([-1, 1]));

    private static async Task<float[]> StepAsync(RedisAiEngine ai, int states, string session = "a")
    {
        using AiTensor x = AiTensor.Create<float>([1, 1], [0]);
        using ModelResult result = await ai.Models["m"].RunAsync([x], new InferenceOptions { Session = session });
        float[] sums = new float[states];
        for (int state = 0; state < states; state++)
        {
            sums[state] = result.AsSpan<float>(state)[0];
        }

        return sums;
    }

    private static void Set(RedisAiEngine ai, string session, int state, float value)
    {
        using AiTensor tensor = AiTensor.Create<float>([1, 1], [value]);
        ai.Tensors.Set(ai.Models["m"].GetStateKey(session, $"s{state}"), tensor);
    }
}
