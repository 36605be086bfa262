using RedisAi.Batching;
using RedisAi.Tests.Models;
using Xunit;
using static RedisAi.Tests.Batching.Specs;

namespace RedisAi.Tests.Batching;

/// <summary>What the options say of a model's inputs and outputs is checked when it is stored.</summary>
public sealed class MergeOptionsTests
{
    private static readonly ModelSignature s_signature = Signature(
        [Floats("x", -1, 4), Of("h", TensorDataType.Float32, 2, -1, 8), new TensorSpec("any", TensorDataType.Undefined, ShapePattern.Any)],
        Floats("y", -1, 2),
        Floats("hN", 2, -1, 8),
        Of("label", TensorDataType.Int64, -1));

    [Fact]
    public async Task Name_that_the_model_does_not_have_is_refused()
    {
        await RefusedAsync("SharedInputs names 'y', which is no input of the model; it has 'x', 'h', 'any'.", static options => options.SharedInputs.Add("y"));
        await RefusedAsync("States names 'state', which is no input of the model; it has 'x', 'h', 'any'.", static options => options.States.Add(new ModelState("state", "hN")));
        await RefusedAsync("States names 'h', which is no output of the model; it has 'y', 'hN', 'label'.", static options => options.States.Add(new ModelState("h", "h")));
        await RefusedAsync(
            "Batching.Axes names 'z', which is no input or output of the model; it has 'x', 'h', 'any', 'y', 'hN', 'label'.",
            static options => options.Batching.Axes["z"] = 0);
    }

    [Fact]
    public async Task Axis_that_is_not_there_is_refused()
    {
        await RefusedAsync(
            "The BatchAxis of the state is 3 for 'h', which is declared as Float32[2,-1,8]; it must be one of its axes, counted from 0.",
            static options => options.States.Add(new ModelState("h", "hN") { BatchAxis = 3 }));
        await RefusedAsync(
            "The BatchAxis of the state is 2 for 'y', which is declared as Float32[-1,2]; it must be one of its axes, counted from 0.",
            static options => options.States.Add(new ModelState("h", "y") { BatchAxis = 2 }));
        await RefusedAsync("The BatchAxis of the state is -1 for 'any', which", static options => options.States.Add(new ModelState("any", "hN") { BatchAxis = -1 }));
        await RefusedAsync("Batching.Axes is 2 for 'x', which is declared as Float32[-1,4]", static options => options.Batching.Axes["x"] = 2);
        await RefusedAsync("Batching.Axes is 1 for 'label', which is declared as Int64[-1]", static options => options.Batching.Axes["label"] = 1);
    }

    [Fact]
    public async Task What_cannot_be_true_at_once_is_refused()
    {
        await RefusedAsync("States names the input 'h' twice; an input is one state.", static options =>
        {
            options.States.Add(new ModelState("h", "hN"));
            options.States.Add(new ModelState("h", "y"));
        });
        await RefusedAsync("The input 'h' is in States and in SharedInputs", static options =>
        {
            options.States.Add(new ModelState("h", "hN"));
            options.SharedInputs.Add("h");
        });
        await RefusedAsync("The input 'x' is in Batching.Axes and in SharedInputs", static options =>
        {
            options.Batching.Axes["x"] = 0;
            options.SharedInputs.Add("x");
        });
        await RefusedAsync("Batching.Axes says 0 for 'hN', and its state says BatchAxis 1.", static options =>
        {
            options.Batching.Axes["hN"] = 0;
            options.States.Add(new ModelState("h", "hN") { BatchAxis = 1 });
        });
    }

    [Fact]
    public async Task State_of_another_type_than_the_next_one_is_refused()
    {
        await RefusedAsync(
            "The output 'label' is to be the next state of the input 'h', which takes Float32; it gives Int64.",
            static options => options.States.Add(new ModelState("h", "label")));
    }

    [Fact]
    public async Task What_fits_is_taken()
    {
        await using RedisAiEngine ai = new(new FakeBackend() { Signature = s_signature });
        ModelOptions options = new() { SharedInputs = { "x" }, Batching = { Axes = { ["h"] = 1 } }, WarmUp = false };
        options.States.Add(new ModelState("h", "hN") { BatchAxis = 1 });
        using AiTensor initial = AiTensor.Create<long>([1], [0]);
        options.States.Add(new ModelState("any", "label") { Initial = initial });

        await ai.Models.StoreAsync("m", FakeBackend.Source, options);

        Assert.Single(ai.Models.List());
    }

    [Fact]
    public void Where_only_a_run_tells_the_outputs_only_inputs_are_checked()
    {
        ModelSignature open = new([Floats("h", 2, -1, 8)], []) { HasOpenOutputs = true };

        MergeOptionsCheck.ThrowIfUnfit(open, new ModelOptions { Batching = { Axes = { ["y"] = 5 } } }.Merging);
        Assert.Throws<ModelLoadException>(() => MergeOptionsCheck.ThrowIfUnfit(open, new ModelOptions { SharedInputs = { "g" } }.Merging));
    }

    [Fact]
    public async Task States_of_a_model_whose_outputs_only_a_run_tells_are_refused_with_the_way_out()
    {
        FakeBackend backend = new() { Signature = new ModelSignature([Floats("h", 2, -1, 8)], []) { HasOpenOutputs = true } };
        await using RedisAiEngine ai = new(backend);

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync(
            "m", FakeBackend.Source, new ModelOptions { WarmUp = false, States = { new ModelState("h", "output_1") { BatchAxis = 1 } } }));

        Assert.Contains(
            "States takes the next state 'h' from the output 'output_1', and the model does not declare its outputs: declare them in its options, for TorchScript by ConfigureTorch(torch => torch.Outputs.Add(...)).",
            error.Message,
            StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(string expected, Action<ModelOptions> configure)
    {
        FakeBackend backend = new() { Signature = s_signature };
        await using RedisAiEngine ai = new(backend);
        ModelOptions options = new() { WarmUp = false };
        configure(options);

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", FakeBackend.Source, options));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(1, backend.Sessions[0].Disposals);
        Assert.Empty(ai.Models.List());
    }
}
