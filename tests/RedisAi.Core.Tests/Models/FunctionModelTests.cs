using Xunit;

namespace RedisAi.Tests.Models;

public sealed class FunctionModelTests
{
    [Fact]
    public async Task Function_may_return_an_input()
    {
        using AiTensor x = Functions.Vec(1, 2);
        ModelResult result = await RunAsync(x, static inputs => [inputs[0]]);

        Assert.True(result.AsSpan<float>(0) == x.AsSpan<float>());
        result.Dispose();

        Assert.Equal([1, 2], x.ToArray<float>());
    }

    [Fact]
    public async Task Function_may_return_a_view_of_an_input()
    {
        AiTensor x = Functions.Vec(1, 2, 3);
        using ModelResult result = await RunAsync(x, static inputs => [inputs[0].Slice(1, 2)]);

        x.Dispose();
        using AiTensor other = Functions.Vec(7, 8, 9);

        Assert.Equal([2, 3], result.AsSpan<float>(0).ToArray());
    }

    [Fact]
    public async Task Function_may_return_one_tensor_as_several_outputs()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["a", "b", "c"], static inputs =>
        {
            AiTensor made = Functions.Vec(5);
            return [made, made, inputs[0]];
        }));
        using AiTensor x = Functions.Vec(1);

        using ModelResult result = ai.Models["m"].Run([x]);
        using AiTensor mine = result.Detach("a");

        Assert.Equal([5], mine.ToArray<float>());
        Assert.Equal([5], result["b"].ToArray<float>());
        Assert.Equal([1], result["c"].ToArray<float>());
    }

    [Fact]
    public async Task Inputs_that_a_function_keeps_are_disposed_when_it_has_returned()
    {
        AiTensor? kept = null;
        using AiTensor x = Functions.Vec(1);
        using ModelResult result = await RunAsync(x, inputs =>
        {
            kept = inputs[0];
            return [Functions.Vec(2)];
        });

        Assert.Contains(
            "was lent to a function, which has returned; a function keeps Share() of an input.",
            Assert.Throws<ObjectDisposedException>(() => kept!.AsSpan<float>().Length).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Function_may_share_an_input_to_keep_it()
    {
        AiTensor? kept = null;
        AiTensor x = Functions.Vec(4);
        using ModelResult result = await RunAsync(x, inputs =>
        {
            kept = inputs[0].Share();
            return [inputs[0]];
        });
        x.Dispose();

        Assert.Equal([4], kept!.ToArray<float>());
        kept.Dispose();
    }

    [Fact]
    public async Task Function_may_dispose_its_inputs()
    {
        using AiTensor x = Functions.Vec(4);
        using ModelResult result = await RunAsync(x, static inputs =>
        {
            inputs[0].Dispose();
            return [Functions.Vec(1)];
        });

        Assert.Equal([4], x.ToArray<float>());
    }

    [Fact]
    public async Task Exception_of_a_function_comes_as_it_is()
    {
        using AiTensor x = Functions.Vec(1);
        InvalidTimeZoneException thrown = new("The function's own.");

        InvalidTimeZoneException error = await Assert.ThrowsAsync<InvalidTimeZoneException>(() => RunAsync(x, _ => throw thrown));

        Assert.Same(thrown, error);
    }

    [Fact]
    public async Task Any_exception_of_a_function_comes_through_the_task_also_when_the_model_is_quick()
    {
        await using RedisAiEngine ai = new();
        bool fail = false;
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], inputs => fail ? throw new ArgumentException("The function's own.") : [inputs[0]]));
        using AiTensor x = Functions.Vec(1);
        for (int i = 0; i < 20; i++)
        {
            ai.Models["m"].Run([x]).Dispose();
        }

        fail = true;
        ValueTask<ModelResult> run = ai.Models["m"].RunAsync([x]);
        ValueTask<ModelResult> runNamed = ai.Models["m"].RunAsync(new NamedTensors { ["x"] = x });

        await Assert.ThrowsAsync<ArgumentException>(async () => await run);
        await Assert.ThrowsAsync<ArgumentException>(async () => await runNamed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Wrong_number_of_outputs_is_told(int count)
    {
        using AiTensor x = Functions.Vec(1);

        TensorMismatchException error = await Assert.ThrowsAsync<TensorMismatchException>(
            () => RunAsync(x, _ => [.. Enumerable.Range(0, count).Select(static i => Functions.Vec(i))]));

        Assert.Equal($"The function of model 'm' gave {count} tensors; its signature has 1 output.", error.Message);
    }

    [Fact]
    public async Task Missing_outputs_are_told()
    {
        using AiTensor x = Functions.Vec(1);

        TensorMismatchException none = await Assert.ThrowsAsync<TensorMismatchException>(() => RunAsync(x, static _ => null!));
        TensorMismatchException missing = await Assert.ThrowsAsync<TensorMismatchException>(() => RunAsync(x, static _ => [null!]));

        Assert.Equal("The function of model 'm' gave null; its signature has 1 output.", none.Message);
        Assert.Equal("The function of model 'm' gave null as its output 'y'.", missing.Message);
    }

    [Fact]
    public async Task Output_of_another_type_or_shape_than_declared_is_told_and_nothing_is_left_behind()
    {
        await using RedisAiEngine ai = new();
        ModelSignature signature = new([], [Functions.Spec("first"), Functions.Spec("second")]);
        AiTensor[] given = [];
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(signature, _ => given));

        given = [Functions.Vec(1), AiTensor.Create<int>([1], [1])];
        TensorMismatchException type = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([]));
        given = [Functions.Vec(1), AiTensor.Scalar(1f)];
        TensorMismatchException shape = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([]));

        Assert.Equal("The function of model 'm' gave Int32[1] as its output 'second', which is declared as Float32[-1].", type.Message);
        Assert.Equal("The function of model 'm' gave Float32[] as its output 'second', which is declared as Float32[-1].", shape.Message);
    }

    [Fact]
    public async Task Function_that_gives_a_disposed_tensor_is_told()
    {
        using AiTensor x = Functions.Vec(1);

        AiTensor canned = Functions.Vec(1);
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("canned", ModelSource.FromFunction(Functions.Vector, _ => [canned]), new ModelOptions { WarmUp = false });
        ai.Models["canned"].Run([x]).Dispose();

        TensorMismatchException twice = Assert.Throws<TensorMismatchException>(() => ai.Models["canned"].Run([x]));
        TensorMismatchException input = await Assert.ThrowsAsync<TensorMismatchException>(() => RunAsync(x, static inputs =>
        {
            inputs[0].Dispose();
            return [inputs[0]];
        }));

        Assert.Equal(
            "The function of model 'canned' gave a disposed tensor as its output 'y'; outputs are given away: return Share() of what you keep.", twice.Message);
        Assert.Equal("The function of model 'm' gave a disposed tensor as its output 'y'; outputs are given away: return Share() of what you keep.", input.Message);
        Assert.Contains(
            "was given away as the output of a function; return Share() of what you keep.",
            Assert.Throws<ObjectDisposedException>(() => canned.ToArray<float>()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Function_may_run_another_model()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("double", Functions.Double);
        await ai.Models.StoreAsync("quadruple", ModelSource.FromFunction(Functions.Vector, inputs =>
        {
            using ModelResult once = ai.Models["double"].Run([inputs[0]]);
            using ModelResult twice = ai.Models["double"].Run([once[0]]);
            return [twice.Detach(0)];
        }));
        using AiTensor x = Functions.Vec(3);

        using ModelResult result = ai.Models["quadruple"].Run([x]);

        Assert.Equal([12], result.AsSpan<float>(0).ToArray());
    }

    [Fact]
    public async Task Function_may_run_itself()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("countdown", ModelSource.FromFunction(["x"], ["y"], inputs =>
        {
            long left = inputs[0].AsSpan<long>()[0];
            if (left == 0)
            {
                return [AiTensor.Scalar(0L)];
            }

            using AiTensor next = AiTensor.Scalar(left - 1);
            using ModelResult rest = ai.Models["countdown"].Run([next]);
            return [AiTensor.Scalar(rest.AsSpan<long>(0)[0] + 1)];
        }));
        using AiTensor x = AiTensor.Scalar(10L);

        using ModelResult result = ai.Models["countdown"].Run([x]);

        Assert.Equal(10, result.AsSpan<long>(0)[0]);
    }

    private static async Task<ModelResult> RunAsync(AiTensor x, ModelFunction function)
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], function));
        return await ai.Models["m"].RunAsync([x]);
    }
}
