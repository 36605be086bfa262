using RedisAi.Testing;
using RedisAi.Tests.Batching;
using RedisAi.Tests.Models;
using RedisAi.Tests.Scripts;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>Plans and the versions of their models and scripts.</summary>
public sealed class PlanSwapTests
{
    [Fact]
    public async Task New_version_of_a_model_answers_from_then_on()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Constant(1));
        DagPlan plan = Compile(ai, static (dag, x) => dag.Model("m", x)[0]);

        Assert.Equal(1, await RunAsync(plan, 0));
        await ai.Models.StoreAsync("m", Functions.Constant(2));
        Assert.Equal(2, await RunAsync(plan, 0));
    }

    [Fact]
    public async Task Version_whose_inputs_and_outputs_are_in_another_order_is_followed_by_name()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Difference("a", "b", "difference", "rest"));
        DagPlan plan = Compile(ai, static (dag, x) => dag.Model("m", ("a", x), ("b", dag.Function("one", static _ => Number(1), x)))["difference"]);

        Assert.Equal(4, await RunAsync(plan, 5));
        await ai.Models.StoreAsync("m", Difference("b", "a", "rest", "difference"));
        Assert.Equal(4, await RunAsync(plan, 5));

        static ModelSource Difference(string first, string second, string output, string other) => ModelSource.FromFunction(
            new ModelSignature([Functions.Spec(first), Functions.Spec(second)], [Functions.Spec(output), Functions.Spec(other)]),
            inputs =>
            {
                float difference = (first == "a" ? 1 : -1) * (inputs[0].Value() - inputs[1].Value());
                return output == "difference" ? [Number(difference), Number(99)] : [Number(99), Number(difference)];
            });
    }

    [Fact]
    public async Task Inputs_and_outputs_by_place_go_where_they_went_when_the_plan_was_compiled()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Difference(isTurned: false));
        DagPlan plan = Compile(ai, static (dag, x) => dag.Model("m", x, dag.Function("one", static _ => Number(1), x))[0]);

        Assert.Equal(4, await RunAsync(plan, 5));
        await ai.Models.StoreAsync("m", Difference(isTurned: true));
        Assert.Equal(4, await RunAsync(plan, 5));
    }

    [Fact]
    public async Task Candidate_whose_inputs_are_in_another_order_is_called_by_their_names()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Difference(isTurned: false));
        DagPlan byPlace = Compile(ai, static (dag, x) => dag.Model("m", x, dag.Function("one", static _ => Number(1), x))[0]);
        DagPlan byName = Compile(ai, static (dag, x) => dag.Model("m", ("b", dag.Function("one", static _ => Number(1), x)), ("a", x))["difference"]);
        await ai.Models.StoreCandidateAsync("m", Difference(isTurned: true), CandidateTraffic.Answers(0.5));

        for (int run = 0; run < 6; run++)
        {
            Assert.Equal(4, await RunAsync(byPlace, 5));
            Assert.Equal(4, await RunAsync(byName, 5));
            Assert.Equal(4, Run(byPlace, 5));
        }

        ModelInfo[] versions = [.. ai.Models.ListVersions("m")];
        Assert.All(versions, static version => Assert.True(version.Statistics.Runs > 0));

        static float Run(DagPlan plan, float x)
        {
            using AiTensor input = Number(x);
            using DagResult result = plan.Run(new NamedTensors { ["x"] = input });
            return result.AsSpan<float>(0)[0];
        }
    }

    [Fact]
    public async Task Versions_that_come_and_go_while_runs_are_under_way_mix_nothing_up()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Difference(isTurned: false));
        DagPlan plan = Compile(ai, static (dag, x) => dag.Model("m", x, dag.Function("one", static _ => Number(1), x))[0]);
        using CancellationTokenSource end = new();
        Task[] callers = [.. Enumerable.Range(10, 4).Select(caller => Task.Run(async () =>
        {
            for (int run = 0; !end.IsCancellationRequested; run++)
            {
                Assert.Equal(caller - 1, await RunAsync(plan, caller, run % 2 == 0 ? null : new InferenceOptions { Session = $"s{caller}" }));
            }
        }))];

        for (int swap = 0; swap < 40; swap++)
        {
            await ai.Models.StoreAsync("m", Difference(isTurned: swap % 2 == 0));
            await ai.Models.StoreCandidateAsync("m", Difference(isTurned: swap % 2 != 0), CandidateTraffic.Answers(0.5));
        }

        await end.CancelAsync();
        await Eventually.EndsAsync(Task.WhenAll(callers));
    }

    [Fact]
    public async Task Version_that_has_moved_an_input_and_renamed_another_is_refused()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("m", [Functions.Spec("a"), Functions.Spec("b")], Functions.Spec("y"), Functions.Spec("z"));
        DagPlan plan = Compile(ai, static (dag, x) => dag.Model("m", x, x)[1]);
        await ai.StoreAsync("m", [Functions.Spec("b"), Functions.Spec("c")], Functions.Spec("z"), Functions.Spec("w"));

        DagExecutionException error = await FailsAsync(plan, 1);

        Assert.Equal(
            "Version 2 of the model 'm' does not fit the plan, which was compiled against version 1: its input 'a' is not there any more, while 'b' is in another place. Compile the plan again.",
            error.InnerException!.Message);
    }

    [Fact]
    public async Task Version_whose_inputs_and_outputs_have_other_names_at_the_same_places_is_followed()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.TwoOutputs);
        DagPlan plan = Compile(ai, static (dag, x) => dag.Model("m", x, dag.Function("two", static _ => Number(2), x))[1]);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(
            new ModelSignature([Functions.Spec("left"), Functions.Spec("right")], [Functions.Spec("first"), Functions.Spec("second")]),
            static inputs => [Number(99), Number(inputs[0].Value() - inputs[1].Value())]));

        Assert.Equal(3, await RunAsync(plan, 5));
    }

    [Fact]
    public async Task Session_of_a_run_goes_the_same_way_through_a_model_with_a_candidate_each_time()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Constant(1));
        DagPlan plan = Compile(ai, static (dag, x) => dag.Model("m", x)[0]);
        await ai.Models.StoreCandidateAsync("m", Functions.Constant(2), CandidateTraffic.Answers(0.5));
        HashSet<float> ways = [];

        for (int session = 0; session < 20; session++)
        {
            InferenceOptions options = new() { Session = $"user:{session}" };
            float way = await RunAsync(plan, 0, options);
            ways.Add(way);
            Assert.Equal([way, way, way], [await RunAsync(plan, 0, options), await RunAsync(plan, 0, options), await RunAsync(plan, 0, options)]);
        }

        Assert.Equal(2, ways.Count);
    }

    [Fact]
    public async Task Version_that_does_not_fit_fails_the_run_and_says_why()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("m", [Specs.Floats("a", -1, 4)], Specs.Floats("y", -1), Specs.Floats("z", 3));
        DagPlan byPlace = Compile(ai, static (dag, x) => dag.Model("m", x)[1]);
        DagPlan byName = Compile(ai, static (dag, x) => dag.Model("m", ("a", x))["z"]);
        await ai.StoreAsync("m", [Specs.Floats("b", -1, 5)], Specs.Floats("z", 4));

        TensorMismatchException wrongPlace = await MismatchAsync(byPlace);
        TensorMismatchException wrongName = await MismatchAsync(byName);

        Assert.Equal(
            "Version 2 of the model 'm' does not fit the plan, which was compiled against version 1: "
            + "its input 'b' was Float32[-1,4] and is Float32[-1,5]. its output 'z' was Float32[3] and is Float32[4]. Compile the plan again.",
            wrongPlace.Message);
        Assert.Equal(
            "Version 2 of the model 'm' does not fit the plan, which was compiled against version 1: "
            + "the model 'm' has no input 'a'; it takes 'b'. the input 'b' of the model 'm' is missing; it takes Float32[-1,5]. Compile the plan again.",
            wrongName.Message);
        Assert.Equal("m", wrongPlace.Name);
        await ai.StoreAsync("m", [Specs.Floats("a", -1, 4)], Specs.Floats("y", -1), Specs.Of("z", TensorDataType.Int64, 3));
        Assert.EndsWith("1: its output 'z' was Float32[3] and is Int64[3]. Compile the plan again.", (await MismatchAsync(byName)).Message, StringComparison.Ordinal);

        static async Task<TensorMismatchException> MismatchAsync(DagPlan plan)
        {
            using AiTensor x = AiTensor.Create<float>([1, 4], new float[4]);
            DagExecutionException error = await Assert.ThrowsAsync<DagExecutionException>(async () => await plan.RunAsync(new NamedTensors { ["x"] = x }));
            Assert.Equal("m", error.Node);
            return Assert.IsType<TensorMismatchException>(error.InnerException);
        }
    }

    [Fact]
    public async Task Version_that_fits_again_is_followed_again()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Constant(1));
        DagPlan plan = Compile(ai, static (dag, x) => dag.Model("m", x)[0]);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["a", "b"], ["y"], static inputs => [inputs[0]]));
        await FailsAsync(plan, 0);

        await ai.Models.StoreAsync("m", Functions.Constant(3));

        Assert.Equal(3, await RunAsync(plan, 0));
    }

    [Fact]
    public async Task Version_that_keeps_states_of_its_own_is_not_called_by_a_plan_without_sessions()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Double);
        DagPlan plan = Compile(ai, static (dag, x) => dag.Model("m", x)[0]);
        await ai.Models.DeleteAsync("m");
        await ai.StoreStatefulAsync("m");

        DagExecutionException without = await FailsAsync(plan, 1);
        DagExecutionException with = await FailsAsync(plan, 1, new InferenceOptions { Session = "s" });

        Assert.EndsWith("it keeps the states 'before' for sessions now, which the plan does not know of. Compile the plan again.", without.Message, StringComparison.Ordinal);
        Assert.Equal(without.Message, with.Message);
    }

    [Fact]
    public async Task Model_that_was_deleted_is_missed_until_it_is_there_again()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Constant(1));
        DagPlan plan = Compile(ai, static (dag, x) => dag.Model("m", x)[0]);
        DagBuilder safe = ai.CreateDag("safe");
        DagValue x = safe.Input("x");
        safe.Output("y", safe.Model("m", x).WithFallback(_ => x)[0]);
        DagPlan withFallback = safe.Compile();
        await RunAsync(plan, 0);
        await ai.Models.DeleteAsync("m");

        DagExecutionException error = await FailsAsync(plan, 0);
        float instead = await RunAsync(withFallback, 7);
        await ai.Models.StoreAsync("m", Functions.Constant(2));

        Assert.Equal("m", Assert.IsType<ModelNotFoundException>(error.InnerException).Key);
        Assert.Equal(7, instead);
        Assert.Equal(2, await RunAsync(plan, 0));
    }

    [Fact]
    public async Task Scripts_are_followed_and_missed_as_well()
    {
        FakeScriptBackend backend = new(new FakeScript().Add("f", static call => call.Outputs.Add(call.Inputs[0].AddReference())));
        await using RedisAiEngine ai = new(new RedisAiOptions(), [backend]);
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        DagPlan plan = Compile(ai, static (dag, x) => dag.Script("s", "f", x, dag.Function("more", static x => Add(x, 1), x))[0]);
        Assert.Equal(1, await RunAsync(plan, 1));

        backend.Script = new FakeScript().Add("f", static call => call.Outputs.Add(call.Inputs[1].AddReference()));
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        Assert.Equal(2, await RunAsync(plan, 1));

        backend.Script = new FakeScript().Add("g", static _ => { });
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        DagExecutionException noFunction = await FailsAsync(plan, 1);
        await ai.Scripts.DeleteAsync("s");
        DagExecutionException noScript = await FailsAsync(plan, 1);

        Assert.Equal("f", noFunction.Node);
        Assert.StartsWith("The script 's' has no function 'f'; it has 'g'.", noFunction.InnerException!.Message, StringComparison.Ordinal);
        Assert.Equal("s", Assert.IsType<ScriptNotFoundException>(noScript.InnerException).Key);
    }

    [Fact]
    public async Task Output_that_a_script_does_not_give_fails_its_node()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(FakeScript.Echo);
        DagPlan second = Compile(ai, static (dag, x) => dag.Script("s", "echo", x)[1]);
        DagPlan named = Compile(ai, static (dag, x) => dag.Script("s", "echo", x)["label"]);
        DagPlan both = Compile(ai, static (dag, x) => dag.Script("s", "echo", x, dag.Function("more", static x => Add(x, 1), x))[1]);

        DagExecutionException noSecond = await FailsAsync(second, 1);
        DagExecutionException noName = await FailsAsync(named, 1);

        Assert.Equal("The function 'echo' gave 1 tensor; output 1 is used.", noSecond.InnerException!.Message);
        Assert.Equal("The function 'echo' gave no output 'label'; the names of its outputs: none.", Assert.IsType<TensorMismatchException>(noName.InnerException).Message);
        Assert.Equal(2, await RunAsync(both, 1));
    }

    /// <summary>A model that gives the difference of <c>a</c> and <c>b</c>, and something else; turned, its inputs and outputs are in the other order.</summary>
    private static ModelSource Difference(bool isTurned)
    {
        TensorSpec[] inputs = [Functions.Spec("a"), Functions.Spec("b")];
        TensorSpec[] outputs = [Functions.Spec("difference"), Functions.Spec("rest")];
        return isTurned
            ? ModelSource.FromFunction(new ModelSignature(inputs.Reverse(), outputs.Reverse()), static given => [Number(99), Number(given[1].Value() - given[0].Value())])
            : ModelSource.FromFunction(new ModelSignature(inputs, outputs), static given => [Number(given[0].Value() - given[1].Value()), Number(99)]);
    }

    private static DagPlan Compile(RedisAiEngine ai, Func<DagBuilder, DagValue, DagValue> build)
    {
        DagBuilder dag = ai.CreateDag("p");
        dag.Output("y", build(dag, dag.Input("x")));
        return dag.Compile();
    }
}
