using RedisAi.Tensors;
using Xunit;

namespace RedisAi.Tests.Models;

public sealed class OptionalTensorTests
{
    private static readonly TensorSpec s_mask = Functions.Spec("mask") with { IsOptional = true };
    private static readonly TensorSpec s_bias = Functions.Spec("bias") with { IsOptional = true };

    // Gives each input back as the output of its place, so an input that was left out is an output that is not given.
    private static readonly ModelSignature s_signature = new(
        [Functions.Spec("x"), s_mask, s_bias],
        [Functions.Spec("y"), s_mask with { Name = "masked" }, s_bias with { Name = "biased" }]);

    [Fact]
    public async Task Named_call_may_leave_out_any_optional_input()
    {
        await using RedisAiEngine ai = await EngineAsync();
        using AiTensor x = Functions.Vec(1);
        using AiTensor bias = Functions.Vec(2);

        using ModelResult result = ai.Models["m"].Run(new NamedTensors { ["bias"] = bias, ["x"] = x });

        Assert.Equal([1], result.AsSpan<float>("y").ToArray());
        Assert.Equal([2], result.AsSpan<float>("biased").ToArray());
        Assert.Throws<InvalidOperationException>(() => result["masked"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Positional_call_may_leave_out_optional_inputs_at_the_end(int count)
    {
        await using RedisAiEngine ai = await EngineAsync();
        using AiTensor x = Functions.Vec(1);

        using ModelResult result = ai.Models["m"].Run([.. Enumerable.Repeat(x, count)]);

        Assert.Equal([1], result.AsSpan<float>(count - 1).ToArray());
        Assert.Equal(count, Enumerable.Range(0, 3).Count(index => IsGiven(result, index)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task Wrong_number_of_inputs_is_told_with_the_numbers_that_fit(int count)
    {
        await using RedisAiEngine ai = await EngineAsync();
        using AiTensor x = Functions.Vec(1);

        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([.. Enumerable.Repeat(x, count)]));

        Assert.Equal($"Model 'm' takes 1 to 3 inputs ('x', 'mask', 'bias'); {(count == 1 ? "1 was" : $"{count} were")} given.", error.Message);
        Assert.Equal(("inputs", "1 to 3 tensors", $"{count}"), (error.Name, error.Expected, error.Actual));
    }

    [Fact]
    public async Task Optional_input_before_one_that_is_needed_cannot_be_left_out_by_position()
    {
        FakeBackend backend = new() { Signature = new ModelSignature([s_mask, Functions.Spec("x")], [Functions.Spec("y")]) };
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { WarmUp = false });
        using AiTensor x = Functions.Vec(1);

        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([x]));

        Assert.Equal("Model 'm' takes 2 inputs ('mask', 'x'); 1 was given.", error.Message);
    }

    [Fact]
    public async Task Needed_input_and_unknown_one_are_still_named()
    {
        await using RedisAiEngine ai = await EngineAsync();
        using AiTensor x = Functions.Vec(1);

        TensorMismatchException missing = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run(new NamedTensors { ["mask"] = x }));
        TensorMismatchException unknown = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run(new NamedTensors { ["x"] = x, ["z"] = x }));

        Assert.Equal("Input 'x' of model 'm' is missing; it takes Float32[-1].", missing.Message);
        Assert.Equal("Model 'm' has no input 'z'; it takes 'x', 'mask', 'bias'.", unknown.Message);
    }

    [Fact]
    public async Task Optional_input_that_is_given_is_checked()
    {
        await using RedisAiEngine ai = await EngineAsync();
        using AiTensor x = Functions.Vec(1);
        using AiTensor wrong = AiTensor.Scalar(1L);

        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([x, wrong]));

        Assert.Equal("mask", error.Name);
    }

    [Fact]
    public async Task Input_of_an_earlier_call_is_gone_when_the_next_one_leaves_it_out()
    {
        await using RedisAiEngine ai = await EngineAsync();
        using AiTensor x = Functions.Vec(1);
        ai.Models["m"].Run([x, x, x]).Dispose();

        using ModelResult result = ai.Models["m"].Run([x]);

        Assert.False(IsGiven(result, 1));
        Assert.False(IsGiven(result, 2));
    }

    [Fact]
    public async Task Output_that_is_not_given_is_told_from_one_that_was_detached()
    {
        await using RedisAiEngine ai = await EngineAsync();
        using AiTensor x = Functions.Vec(1);
        using ModelResult result = ai.Models["m"].Run([x, x]);
        result.Detach("masked").Dispose();

        InvalidOperationException detached = Assert.Throws<InvalidOperationException>(() => result["masked"]);
        InvalidOperationException absent = Assert.Throws<InvalidOperationException>(() => result.AsSpan<float>("biased").Length);

        Assert.Equal("The output 'masked' was detached.", detached.Message);
        Assert.Equal("The output 'biased' is optional, and the run has not given it.", absent.Message);
        Assert.Throws<InvalidOperationException>(() => result.Detach("biased"));
    }

    [Fact]
    public async Task Warm_up_leaves_optional_inputs_out()
    {
        List<bool> empty = [];
        FakeBackend backend = new((session, stop, inputs, outputs) =>
        {
            empty.Add(inputs[1].IsEmpty);
            FakeSession.Echo(session, stop, inputs, outputs);
        })
        {
            Signature = new ModelSignature([Functions.Spec("x"), new TensorSpec("any", TensorDataType.Undefined, ShapePattern.Any) { IsOptional = true }], [Functions.Spec("y")]),
        };
        await using RedisAiEngine ai = new(backend);

        await ai.Models.StoreAsync("m", FakeBackend.Source);

        Assert.Equal([true, true], empty);
    }

    [Fact]
    public void Function_has_nothing_optional()
    {
        ModelSignature signature = new([Functions.Spec("x"), s_mask], [Functions.Spec("y")]);

        ArgumentException error = Assert.Throws<ArgumentException>(() => ModelSource.FromFunction(signature, static inputs => [inputs[0]]));

        Assert.StartsWith("A function gets all its inputs and gives all its outputs; 'mask? Float32[-1]' is optional.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Declaration_shows_what_is_optional() =>
        Assert.Equal("(x Float32[-1], mask? Float32[-1], bias? Float32[-1]) -> (y Float32[-1], masked? Float32[-1], biased? Float32[-1])", s_signature.ToString());

    private static bool IsGiven(ModelResult result, int index)
    {
        try
        {
            return result.AsSpan<float>(index).Length >= 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static async Task<RedisAiEngine> EngineAsync()
    {
        RedisAiEngine ai = new(new FakeBackend(Echo) { Signature = s_signature });
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        return ai;
    }

    private static void Echo(FakeSession session, ManualResetEventSlim stop, ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            outputs[i] = inputs[i].IsEmpty ? default : inputs[i].AddReference();
        }
    }
}
