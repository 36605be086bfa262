using Xunit;

namespace RedisAi.Tests.Models;

public sealed class ModelInputTests
{
    [Fact]
    public async Task Missing_input_is_named()
    {
        TensorMismatchException error = await MismatchAsync(static (model, a, _) => model.Run(new NamedTensors { ["a"] = a }));

        Assert.Equal("Input 'b' of model 'm' is missing; it takes Float32[-1].", error.Message);
        Assert.Equal(("b", "Float32[-1]", "nothing"), (error.Name, error.Expected, error.Actual));
    }

    [Fact]
    public async Task Unknown_input_is_named()
    {
        TensorMismatchException error = await MismatchAsync(static (model, a, b) => model.Run(new NamedTensors { ["a"] = a, ["b"] = b, ["c"] = b }));

        Assert.Equal("Model 'm' has no input 'c'; it takes 'a', 'b'.", error.Message);
        Assert.Equal(("c", "'a', 'b'", "c"), (error.Name, error.Expected, error.Actual));
    }

    [Fact]
    public async Task Misspelt_name_is_told_together_with_the_one_that_is_missing()
    {
        TensorMismatchException error = await MismatchAsync(static (model, a, b) => model.Run(new NamedTensors { ["a"] = a, ["B"] = b }));

        Assert.Equal("Model 'm' has no input 'B', and its input 'b' is missing; it takes Float32[-1].", error.Message);
        Assert.Equal(("b", "Float32[-1]", "nothing"), (error.Name, error.Expected, error.Actual));
    }

    [Fact]
    public async Task Session_of_a_model_without_states_is_told_what_is_missing()
    {
        const string Remedy = " A session was given, but the model has no States: name them in ModelOptions.States.";
        InferenceOptions session = new() { Session = "s" };

        TensorMismatchException positional = await MismatchAsync((model, a, _) => model.Run([a], session));
        TensorMismatchException named = await MismatchAsync((model, a, _) => model.Run(new NamedTensors { ["a"] = a }, session));
        TensorMismatchException tooMany = await MismatchAsync((model, a, b) => model.Run([a, a, b], session));

        Assert.Equal("Model 'm' takes 2 inputs ('a', 'b'); 1 was given." + Remedy, positional.Message);
        Assert.Equal("Input 'b' of model 'm' is missing; it takes Float32[-1]." + Remedy, named.Message);
        Assert.Equal("Model 'm' takes 2 inputs ('a', 'b'); 3 were given.", tooMany.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Wrong_number_of_inputs_is_told(int count)
    {
        TensorMismatchException error = await MismatchAsync((model, a, _) => model.Run([.. Enumerable.Repeat(a, count)]));

        Assert.Equal($"Model 'm' takes 2 inputs ('a', 'b'); {(count == 1 ? "1 was" : $"{count} were")} given.", error.Message);
        Assert.Equal(("inputs", "2 tensors", $"{count}"), (error.Name, error.Expected, error.Actual));
    }

    [Fact]
    public async Task Input_that_is_null_is_named()
    {
        TensorMismatchException error = await MismatchAsync(static (model, a, _) => model.Run([a, null!]));

        Assert.Equal("Input 'b' of model 'm' is null; it takes Float32[-1].", error.Message);
        Assert.Equal(("b", "Float32[-1]", "null"), (error.Name, error.Expected, error.Actual));
    }

    [Fact]
    public async Task Wrong_type_is_told()
    {
        using AiTensor wrong = AiTensor.Create<int>([2], [1, 2]);

        TensorMismatchException error = await MismatchAsync((model, a, _) => model.Run([a, wrong]));

        Assert.Equal("Input 'b' of model 'm' is Int32[2]; the model takes Float32[-1]. ConvertTo converts it.", error.Message);
        Assert.Equal(("b", "Float32[-1]", "Int32[2]"), (error.Name, error.Expected, error.Actual));
    }

    [Fact]
    public async Task Wrong_rank_is_told()
    {
        using AiTensor wrong = AiTensor.Create<float>([1, 2], [1, 2]);

        TensorMismatchException error = await MismatchAsync((model, _, b) => model.Run(new NamedTensors { ["b"] = b, ["a"] = wrong }));

        Assert.Equal("Input 'a' of model 'm' is Float32[1,2]; the model takes Float32[-1].", error.Message);
    }

    [Fact]
    public async Task Wrong_length_is_told_with_the_names_of_the_axes()
    {
        await using RedisAiEngine ai = new();
        ModelSignature signature = new([new TensorSpec("image", TensorDataType.UInt8, new ShapePattern([-1, 224, 3], ["batch", "", ""]))], []);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(signature, static _ => []));
        using AiTensor right = AiTensor.Create<byte>([5, 224, 3], static span => span.Clear());
        using AiTensor wrong = AiTensor.Create<byte>([5, 225, 3], static span => span.Clear());

        ai.Models["m"].Run([right]).Dispose();
        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([wrong]));

        Assert.Equal("Input 'image' of model 'm' is UInt8[5,225,3]; the model takes UInt8[batch,224,3].", error.Message);
    }

    [Fact]
    public async Task Type_of_a_shape_that_was_accepted_before_is_still_checked()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("double", Functions.Double);
        using AiTensor right = Functions.Vec(1, 2);
        using AiTensor wrong = AiTensor.Create<int>([2], [1, 2]);
        ai.Models["double"].Run([right]).Dispose();

        Assert.Throws<TensorMismatchException>(() => ai.Models["double"].Run([wrong]));
    }

    [Fact]
    public async Task Disposed_input_is_refused()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.TwoOutputs);
        using AiTensor a = Functions.Vec(1);
        AiTensor disposed = Functions.Vec(1);
        disposed.Dispose();

        Assert.Throws<ObjectDisposedException>(() => ai.Models["m"].Run([a, disposed]));
    }

    [Fact]
    public async Task Same_tensor_may_be_several_inputs()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.TwoOutputs);
        using AiTensor a = Functions.Vec(3);

        using ModelResult result = ai.Models["m"].Run([a, a]);

        Assert.Equal([9], result.AsSpan<float>("product").ToArray());
    }

    [Fact]
    public async Task Refused_call_never_reaches_the_function_and_does_not_count()
    {
        await using RedisAiEngine ai = new();
        int calls = 0;
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(Functions.Vector, inputs =>
        {
            calls++;
            return [inputs[0]];
        }));
        using AiTensor wrong = AiTensor.Scalar(1f);

        Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([wrong]));

        Assert.Equal(0, calls);
        Assert.Equal((0, 0), (ai.Models.GetInfo("m").Statistics.Calls, ai.Models.GetInfo("m").Statistics.Errors));
    }

    [Fact]
    public async Task Asynchronous_call_reports_a_mismatch_through_its_task()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("double", Functions.Double);
        using AiTensor wrong = AiTensor.Scalar(1f);

        ValueTask<ModelResult> run = ai.Models["double"].RunAsync([wrong]);
        ValueTask<ModelResult> runNamed = ai.Models["double"].RunAsync(new NamedTensors { ["z"] = wrong });
        ValueTask<InferenceAttempt> attempt = ai.Models["double"].TryRunAsync([wrong]);

        await Assert.ThrowsAsync<TensorMismatchException>(async () => await run);
        await Assert.ThrowsAsync<TensorMismatchException>(async () => await runNamed);
        await Assert.ThrowsAsync<TensorMismatchException>(async () => await attempt);
    }

    [Fact]
    public async Task Misuse_is_refused_at_once()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("double", Functions.Double);
        using AiTensor x = Functions.Vec(1);

        Assert.Throws<ArgumentNullException>(() => ai.Models["double"].Run((NamedTensors)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await ai.Models["double"].RunAsync((NamedTensors)null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => ai.Models["double"].Run([x], new InferenceOptions { Timeout = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ai.Models["double"].Run([x], new InferenceOptions { Timeout = TimeSpan.FromSeconds(-1) }));
    }

    private static async Task<TensorMismatchException> MismatchAsync(Func<IModel, AiTensor, AiTensor, ModelResult> run)
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.TwoOutputs);
        using AiTensor a = Functions.Vec(1, 2);
        using AiTensor b = Functions.Vec(3, 4);
        return Assert.Throws<TensorMismatchException>(() => run(ai.Models["m"], a, b));
    }
}
