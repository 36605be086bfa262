using RedisAi.Testing;
using RedisAi.Tests.Models;
using Xunit;

namespace RedisAi.Tests.Scripts;

public sealed class ScriptRunTests
{
    [Fact]
    public async Task Function_gets_inputs_keys_and_arguments_in_order()
    {
        string seen = "";
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(new FakeScript()
            .Add("other", static _ => { })
            .Add("f", call => seen = $"{call.Inputs[0].Shape}{call.Inputs[1].Shape} {string.Join(',', call.Keys.ToArray())} {string.Join(',', call.Args.ToArray())}"));
        using AiTensor a = Functions.Vec(1);
        using AiTensor b = Functions.Vec(1, 2);

        ai.Scripts["s"].Run("f", [a, b], keys: ["user:7", "user:8"], args: ["0.5"]).Dispose();

        Assert.Equal("[1][2] user:7,user:8 0.5", seen);
    }

    [Fact]
    public async Task Call_after_a_longer_one_has_nothing_of_it()
    {
        List<(int, int, int)> seen = [];
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(
            new FakeScript().Add("f", call => seen.Add((call.Inputs.Length, call.Keys.Length, call.Args.Length))));
        IScript script = ai.Scripts["s"];
        using AiTensor x = Functions.Vec(1);

        script.Run("f", [x, x, x, x, x], ["a", "b", "c"], ["d", "e"]).Dispose();
        script.Run("f", [x], ["a"]).Dispose();
        script.Run("f", []).Dispose();

        Assert.Equal([(5, 3, 2), (1, 1, 0), (0, 0, 0)], seen);
    }

    [Fact]
    public async Task Keys_and_arguments_of_a_call_that_has_ended_are_not_kept()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(FakeScript.Echo);

        List<WeakReference> texts = Call(ai.Scripts["s"]);

        await Eventually.HoldsAsync(
            () =>
            {
                GC.Collect();
                return !texts.Exists(static text => text.IsAlive);
            },
            "the texts are collected");

        // Longer, then shorter, then one that is refused: each leaves nothing.
        static List<WeakReference> Call(IScript script)
        {
            string[] all = [.. Enumerable.Range(0, 6).Select(static i => new string('x', 10 + i))];
            script.Run("echo", [], all[..2], all[2..4]).Dispose();
            script.Run("echo", [], all[4..5]).Dispose();
            Assert.Throws<ArgumentException>(() => script.Run("echo", [], [all[5], null!]));
            return [.. all.Select(static text => new WeakReference(text))];
        }
    }

    [Fact]
    public async Task Lists_may_be_changed_once_the_call_was_accepted()
    {
        using ManualResetEventSlim go = new();
        string seen = "";
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(new FakeScript().Add("f", call =>
        {
            Eventually.Comes(go);
            seen = call.Keys[0] + call.Args[0];
        }));
        List<string> keys = ["key"];
        List<string> args = ["arg"];

        ValueTask<ScriptResult> running = ai.Scripts["s"].RunAsync("f", [], keys, args);
        keys[0] = args[0] = "changed";
        go.Set();
        (await running).Dispose();

        Assert.Equal("keyarg", seen);
    }

    [Fact]
    public async Task Unknown_function_is_named_with_those_that_are_there()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(FakeScript.Echo);

        ArgumentException error = Assert.Throws<ArgumentException>(() => ai.Scripts["s"].Run("rank", []));

        Assert.StartsWith("The script 's' has no function 'rank'; it has 'echo'.", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(async () => await ai.Scripts["s"].RunAsync("rank", []));
        Assert.Equal(0, ai.Scripts.GetInfo("s").Statistics.Calls);
    }

    [Fact]
    public async Task What_is_null_is_refused()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(FakeScript.Echo);
        using AiTensor x = Functions.Vec(1);

        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => ai.Scripts["s"].Run("echo", [x, null!]));

        Assert.Equal("Input 1 of function 'echo' of script 's' is null.", error.Message);
        Assert.Throws<ArgumentException>(() => ai.Scripts["s"].Run("echo", [x], keys: ["a", null!]));
        Assert.Throws<ArgumentException>(() => ai.Scripts["s"].Run("echo", [x], args: [null!]));
        Assert.Throws<ArgumentNullException>(() => ai.Scripts["s"].Run(null!, [x]));
    }

    [Fact]
    public async Task Input_that_was_disposed_is_refused()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(FakeScript.Echo);
        using AiTensor x = Functions.Vec(1);
        AiTensor disposed = Functions.Vec(1);
        disposed.Dispose();

        Assert.Throws<ObjectDisposedException>(() => ai.Scripts["s"].Run("echo", [x, disposed]));
    }

    [Fact]
    public async Task Inputs_may_be_disposed_once_the_call_was_accepted()
    {
        using ManualResetEventSlim go = new();
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(new FakeScript().Add("f", call =>
        {
            Eventually.Comes(go);
            call.Outputs.Add(call.Inputs[0].AddReference());
        }));
        AiTensor x = Functions.Vec(7);

        ValueTask<ScriptResult> running = ai.Scripts["s"].RunAsync("f", [x]);
        x.Dispose();
        go.Set();

        using ScriptResult result = await running;
        Assert.Equal([7], result.AsSpan<float>(0).ToArray());
    }

    [Fact]
    public async Task Each_function_has_its_own_expectation_of_its_length()
    {
        ManualTimeProvider time = new();
        using ManualResetEventSlim go = new(initialState: true);
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(
            new FakeScript()
                .Add("quick", static _ => { })
                .Add("slow", _ =>
                {
                    Eventually.Comes(go);
                    time.Advance(TimeSpan.FromMilliseconds(5));
                }),
            time);
        IScript script = ai.Scripts["s"];
        script.Run("quick", []).Dispose();
        script.Run("slow", []).Dispose();

        go.Reset();
        ValueTask<ScriptResult> slow = script.RunAsync("slow", []);
        ValueTask<ScriptResult> quick = script.RunAsync("quick", []);
        (bool slowEnded, bool quickEnded) = (slow.IsCompleted, quick.IsCompleted);
        go.Set();
        (await slow).Dispose();
        (await quick).Dispose();

        Assert.Equal((false, true), (slowEnded, quickEnded));
    }

    [Fact]
    public async Task Error_of_the_script_comes_out_and_counts()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(new FakeScript().Add("f", static call =>
        {
            call.Outputs.Add(call.Inputs[0].AddReference());
            throw new BackendException("FAKESCRIPT", 3, "list index out of range");
        }));
        using AiTensor x = Functions.Vec(1);

        BackendException error = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("f", [x]));

        Assert.Equal("Function 'f' of script 's' failed: FAKESCRIPT failed with code 3: list index out of range", error.Message);
        Assert.Equal(("s", "list index out of range"), (error.Key, error.NativeMessage));
        Assert.Equal((1, 1), (ai.Scripts.GetInfo("s").Statistics.Calls, ai.Scripts.GetInfo("s").Statistics.Errors));
    }

    [Fact]
    public async Task Asynchronous_call_reports_an_error_through_its_task()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(new FakeScript().Add("f", static _ => throw new BackendException("FAKESCRIPT", 3, "no")));

        ValueTask<ScriptResult> run = ai.Scripts["s"].RunAsync("f", []);

        await Assert.ThrowsAsync<BackendException>(async () => await run);
    }

    [Fact]
    public async Task Statistics_count_calls_of_all_functions_and_no_rows()
    {
        ManualTimeProvider time = new();
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(
            new FakeScript().Add("f", _ => time.Advance(TimeSpan.FromMilliseconds(3))).Add("g", _ => time.Advance(TimeSpan.FromMilliseconds(4))), time);

        ai.Scripts["s"].Run("f", []).Dispose();
        ai.Scripts["s"].Run("g", []).Dispose();

        RunStatistics statistics = ai.Scripts.GetInfo("s").Statistics;
        Assert.Equal((2, 0, 0, TimeSpan.FromMilliseconds(7)), (statistics.Calls, statistics.Errors, statistics.Samples, statistics.Duration));
    }

    [Fact]
    public async Task Calls_from_several_threads_do_not_mix()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(FakeScript.Echo);
        IScript script = ai.Scripts["s"];

        Parallel.For(0, 8, thread =>
        {
            using AiTensor a = Functions.Vec(thread);
            using AiTensor b = Functions.Vec(-thread);
            for (int i = 0; i < 500; i++)
            {
                using ScriptResult result = i % 2 == 0 ? script.Run("echo", [a, b]) : script.Run("echo", [a, b, a, b, a, b]);
                Assert.Equal(i % 2 == 0 ? 2 : 6, result.Count);
                Assert.Equal((thread, -thread), (result.AsSpan<float>(0)[0], result.AsSpan<float>(result.Count - 1)[0]));
            }
        });
    }

    [Fact]
    public async Task Store_to_store_takes_keys_and_puts_results_under_keys()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(FakeScript.Echo);
        using AiTensor x = Functions.Vec(1);
        using AiTensor y = Functions.Vec(2);
        ai.Tensors.Set("x", x);
        ai.Tensors.Set("y", y);

        await ai.Scripts.ExecuteAsync("s", "echo", inputs: ["x", "y"], outputs: ["y", "x"], args: []);

        using AiTensor swapped = ai.Tensors.GetRequired("x");
        Assert.Equal([2], swapped.ToArray<float>());
    }

    [Fact]
    public async Task Store_to_store_with_the_wrong_number_of_keys_writes_nothing()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(FakeScript.Echo);
        using AiTensor x = Functions.Vec(1);
        ai.Tensors.Set("x", x);

        TensorMismatchException error = await Assert.ThrowsAsync<TensorMismatchException>(() => ai.Scripts.ExecuteAsync("s", "echo", ["x"], ["a", "b"]));

        Assert.Equal("Function 'echo' of script 's' gave 1 tensor; 2 keys were given.", error.Message);
        Assert.Equal(["x"], ai.Tensors.Keys());
    }

    [Fact]
    public async Task Store_to_store_without_output_keys_ignores_the_results()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(FakeScript.Echo);
        using AiTensor x = Functions.Vec(1);
        ai.Tensors.Set("x", x);

        await ai.Scripts.ExecuteAsync("s", "echo", ["x"], []);

        Assert.Equal(1, ai.Scripts.GetInfo("s").Statistics.Calls);
        await Assert.ThrowsAsync<TensorNotFoundException>(() => ai.Scripts.ExecuteAsync("s", "echo", ["absent"], ["y"]));
        await Assert.ThrowsAsync<ScriptNotFoundException>(() => ai.Scripts.ExecuteAsync("t", "echo", ["x"], ["y"]));
    }
}
