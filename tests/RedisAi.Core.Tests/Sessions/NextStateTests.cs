using RedisAi.Tests.Batching;
using Xunit;

namespace RedisAi.Tests.Sessions;

/// <summary>A state that no call could take is refused when the model is stored, or else fails the call that gives it, and no other.</summary>
public sealed class NextStateTests
{
    private static readonly InferenceOptions s_session = new() { Session = "s" };

    [Theory]
    [InlineData(new int[] { -1, 1079 }, "Float32[-1,1079]")]
    [InlineData(new int[] { -1, 256, 1 }, "Float32[-1,256,1]")]
    public async Task Output_that_is_declared_otherwise_than_the_state_is_refused_when_the_model_is_stored(int[] lengths, string declared)
    {
        await using RedisAiEngine ai = new();
        ModelSignature signature = new([Specs.Floats("token", -1), Specs.Floats("state", -1, 256)], [Specs.Floats("logits", [.. lengths.Cast<object>()])]);

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync(
            "m", ModelSource.FromFunction(signature, static _ => []), new ModelOptions { States = { new ModelState("state", "logits") } }));

        Assert.Contains($"The output 'logits' is to be the next state of the input 'state', which takes Float32[-1,256]; it gives {declared}.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_of_a_length_that_the_state_never_has_fails_the_call_and_leaves_the_state()
    {
        await using RedisAiEngine ai = await StoreAsync(Specs.Floats("next", -1, -1));
        Assert.Equal(1, await StepAsync(ai, rows: 1, giveRows: 1, giveLength: 2));

        TensorMismatchException longer = await Assert.ThrowsAsync<TensorMismatchException>(() => StepAsync(ai, rows: 1, giveRows: 1, giveLength: 3));
        TensorMismatchException more = await Assert.ThrowsAsync<TensorMismatchException>(() => StepAsync(ai, rows: 1, giveRows: 2, giveLength: 2));

        Assert.Equal(
            "Output 'next' of model 'm' is Float32[1,3]; as the next state 'state' it must be Float32[-1,2] with 1 on axis 0, a row for each row of the call. The states of the session stay as they were.",
            longer.Message);
        Assert.True(longer.IsState && more.IsState);
        Assert.Equal(2, await StepAsync(ai, rows: 1, giveRows: 1, giveLength: 2));
    }

    [Fact]
    public async Task Call_with_other_rows_than_its_session_is_told_what_to_do_and_leaves_the_state()
    {
        await using RedisAiEngine ai = await StoreAsync(Specs.Floats("next", -1, 2));
        await StepAsync(ai, rows: 1, giveRows: 1, giveLength: 2);

        TensorMismatchException error = await Assert.ThrowsAsync<TensorMismatchException>(() => StepAsync(ai, rows: 2, giveRows: 2, giveLength: 2));

        Assert.Equal(
            "The state 's/m/state' is Float32[1,2]; the model takes Float32[-1,2] with 2 on axis 0, a row for each row of the call. A session keeps its number of rows: end it to begin with another.",
            error.Message);
        Assert.True(error.IsState);
        Assert.Equal(2, await StepAsync(ai, rows: 1, giveRows: 1, giveLength: 2));
    }

    /// <summary>Adds 1 to the state, and gives it in the shape that the call's first two numbers say.</summary>
    private static async Task<RedisAiEngine> StoreAsync(TensorSpec next)
    {
        RedisAiEngine ai = new();
        await ai.Models.StoreAsync(
            "m",
            ModelSource.FromFunction(new ModelSignature([Specs.Floats("x", -1, 2), Specs.Floats("state", -1, 2)], [next]), static inputs =>
            {
                (int rows, int length) = ((int)inputs[0].AsSpan<float>()[0], (int)inputs[0].AsSpan<float>()[1]);
                float[] values = new float[rows * length];
                Array.Fill(values, inputs[1].AsSpan<float>()[0] + 1);
                return [AiTensor.Create<float>([rows, length], values)];
            }),
            new ModelOptions { States = { new ModelState("state", "next") } });
        return ai;
    }

    private static async Task<float> StepAsync(RedisAiEngine ai, int rows, int giveRows, int giveLength)
    {
        using AiTensor x = AiTensor.Create<float>([rows, 2], [.. Enumerable.Repeat(new float[] { giveRows, giveLength }, rows).SelectMany(static row => row)]);
        using ModelResult result = await ai.Models["m"].RunAsync([x], s_session);
        return result.AsSpan<float>(0)[0];
    }
}
