using RedisAi.Tests.Batching;
using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>Dimensions that a model declares under one name have one length in a call.</summary>
public sealed class EqualLengthTests
{
    private static readonly ModelSignature s_chat = new(
        [Specs.Of("token", TensorDataType.Float32, "batch"), Specs.Floats("state", "batch", 2)],
        [Specs.Floats("logits", "batch", 1)]);

    [Fact]
    public async Task Two_lengths_of_one_dimension_are_refused_however_the_call_is_made()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(s_chat, static inputs => [AiTensor.Create<float>([inputs[0].Shape[0], 1], new float[inputs[0].Shape[0]])]));
        using AiTensor token = Functions.Vec(1);
        using AiTensor one = AiTensor.Create<float>([1, 2], new float[2]);
        using AiTensor two = AiTensor.Create<float>([2, 2], new float[4]);
        IModel model = ai.Models["m"];
        model.Run([token, one]).Dispose();

        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => model.Run([token, two]));
        TensorMismatchException named = Assert.Throws<TensorMismatchException>(() => model.Run(new NamedTensors { ["state"] = two, ["token"] = token }));
        await Assert.ThrowsAsync<TensorMismatchException>(async () => await model.RunAsync([token, two]));
        model.Run([token, one]).Dispose();

        Assert.Equal("Inputs 'token' and 'state' of model 'm' disagree on 'batch': 1 and 2.", error.Message);
        Assert.Equal(error.Message, named.Message);
        Assert.Equal(("state", "batch of 1", "batch of 2", false), (error.Name, error.Expected, error.Actual, error.IsState));
    }

    [Fact]
    public async Task Input_that_names_a_dimension_twice_must_agree_with_itself()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(new ModelSignature([Specs.Floats("square", "n", "n")], []), static _ => []));
        using AiTensor oblong = AiTensor.Create<float>([2, 3], new float[6]);

        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([oblong]));

        Assert.Equal("Input 'square' of model 'm' disagrees with itself on 'n': 2 and 3.", error.Message);
    }

    [Fact]
    public async Task Dimensions_of_different_names_and_optional_inputs_that_are_left_out_are_not_compared()
    {
        FakeBackend backend = new()
        {
            Signature = new(
                [Specs.Floats("x", "n"), Specs.Floats("mask", "n") with { IsOptional = true }, Specs.Floats("other", "m") with { IsOptional = true }, Specs.Floats("open", -1) with { IsOptional = true }],
                [Specs.Floats("y", "n")]),
        };
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        using AiTensor two = Functions.Vec(1, 2);
        using AiTensor three = Functions.Vec(1, 2, 3);

        ai.Models["m"].Run([two]).Dispose();
        ai.Models["m"].Run(new NamedTensors { ["x"] = two, ["other"] = three, ["open"] = three }).Dispose();

        Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run(new NamedTensors { ["x"] = two, ["mask"] = three }));
    }

    [Fact]
    public async Task State_of_a_session_is_compared_with_what_the_caller_gives()
    {
        await using RedisAiEngine ai = new();
        ModelSignature signature = new([Specs.Floats("mask", "batch", "past"), Specs.Floats("cache", "batch", "past")], [Specs.Floats("next", "batch", "past")]);
        using AiTensor initial = AiTensor.Create<float>([1, 2], [0, 0]);
        ModelOptions options = new() { States = { new ModelState("cache", "next") { Initial = initial } } };
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(signature, static inputs => [inputs[1]]), options);
        using AiTensor two = AiTensor.Create<float>([1, 2], [1, 1]);
        using AiTensor three = AiTensor.Create<float>([1, 3], [1, 1, 1]);
        InferenceOptions session = new() { Session = "s" };
        (await ai.Models["m"].RunAsync([two], session)).Dispose();

        TensorMismatchException error = await Assert.ThrowsAsync<TensorMismatchException>(async () => await ai.Models["m"].RunAsync([three], session));
        (await ai.Models["m"].RunAsync([two], session)).Dispose();

        Assert.Equal("Inputs 'mask' and 'cache' of model 'm' disagree on 'past': 3 and 2.", error.Message);
        Assert.True(error.IsState);
    }
}
