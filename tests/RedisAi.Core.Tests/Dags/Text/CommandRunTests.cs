using System.Text;
using RedisAi.Testing;
using RedisAi.Tests.Models;
using RedisAi.Tests.Scripts;
using Xunit;

namespace RedisAi.Tests.Dags.Text;

/// <summary>What commands do, and what they reply.</summary>
public sealed class CommandRunTests
{
    [Fact]
    public async Task Each_operation_has_a_reply_and_names_are_persisted_at_the_end()
    {
        await using RedisAiEngine ai = await CommandEngine.CreateAsync();
        ai.Put("a", 3);

        string[] replies = await ai.ExecuteAsync(
            "AI.DAGEXECUTE LOAD 1 a PERSIST 2 c d TIMEOUT 60000 |> ai.tensorset b FLOAT 1 VALUES 4 |> AI.MODELEXECUTE two INPUTS 2 a b OUTPUTS 2 c d |> AI.TENSORGET c |> AI.TENSORGET d VALUES");

        Assert.Equal(["OK", "OK", "-1", "12"], replies);
        Assert.Equal((-1, 12), (ai.Number("c"), ai.Number("d")));
        Assert.False(ai.Tensors.Contains("b"));
    }

    [Fact]
    public async Task Name_means_what_was_given_it_last_before_its_use()
    {
        await using RedisAiEngine ai = await CommandEngine.CreateAsync();
        ai.Put("a", 1);

        string[] replies = await ai.ExecuteAsync(
            "LOAD 1 a PERSIST 1 a |> AI.TENSORGET a |> AI.MODELEXECUTE double INPUTS 1 a OUTPUTS 1 a |> AI.TENSORGET a |> AI.TENSORSET a FLOAT 1 VALUES 7 |> AI.MODELEXECUTE double INPUTS 1 a OUTPUTS 1 a");

        Assert.Equal(["1", "OK", "2", "OK", "OK"], replies);
        Assert.Equal(14, ai.Number("a"));
    }

    [Fact]
    public async Task Key_that_is_not_there_fails_the_command_before_anything_runs_and_each_run_looks_anew()
    {
        await using RedisAiEngine ai = await CommandEngine.CreateAsync();
        using CompiledDagCommand compiled = ai.CompileDag("p", "LOAD 1 later |> AI.MODELEXECUTE double INPUTS 1 later OUTPUTS 1 b |> AI.TENSORGET b");

        DagCommandException absent = await Assert.ThrowsAsync<DagCommandException>(() => compiled.ExecuteAsync());
        ai.Put("later", 1);
        string[] first = await compiled.ExecuteAsync();
        ai.Put("later", 2);
        string[] second = await compiled.ExecuteAsync();

        Assert.Equal("ERR tensor key is empty or in a different shard", absent.Message);
        Assert.Equal(["OK", "2"], first);
        Assert.Equal(["OK", "4"], second);
    }

    [Fact]
    public async Task First_error_is_in_its_place_what_was_not_begun_is_NA_and_nothing_is_persisted()
    {
        await using RedisAiEngine ai = await CommandEngine.CreateAsync();
        await ai.Models.StoreAsync("broken", ModelSource.FromFunction(["x"], ["y"], static _ => throw new InvalidOperationException("It is\nbroken.")), new ModelOptions { WarmUp = false });
        ai.Put("a", 1);

        string[] replies = await ai.ExecuteAsync(
            "LOAD 1 a PERSIST 1 b |> AI.MODELEXECUTE double INPUTS 1 a OUTPUTS 1 b |> AI.MODELEXECUTE broken INPUTS 1 b OUTPUTS 1 c |> AI.MODELEXECUTE double INPUTS 1 c OUTPUTS 1 d "
            + "|> AI.TENSORGET d |> AI.TENSORGET a |> AI.TENSORSET e FLOAT 1 VALUES 5 |> AI.TENSORGET e |> AI.TENSORGET b");

        Assert.Equal("OK", replies[0]);
        Assert.Contains("It is broken.", replies[1], StringComparison.Ordinal);
        Assert.Equal(["NA", "NA", "1", "OK", "5", "2"], replies[2..]);
        Assert.False(ai.Tensors.Contains("b"));
    }

    [Theory]
    [InlineData("AI.SCRIPTEXECUTE s nothing INPUTS 1 a OUTPUTS 1 b", "Function does not exist: nothing")]
    [InlineData("AI.SCRIPTEXECUTE s pair INPUTS 1 a OUTPUTS 1 b", "Wrong number of inputs provided to function: pair")]
    [InlineData("AI.SCRIPTEXECUTE s echo INPUTS 1 a OUTPUTS 2 b c", "Function returned unexpected number of outputs - echo")]
    [InlineData("AI.MODELEXECUTE open INPUTS 1 a OUTPUTS 2 b c", "ERR Model did not generate the expected number of outputs")]
    public async Task Operation_that_fails_does_so_in_the_words_of_RedisAI(string operation, string error)
    {
        await using RedisAiEngine ai = await CommandEngine.CreateAsync();
        await ai.Models.StoreAsync("open", ModelSource.FromFunction(["x"], ["y", "z"], static inputs => [inputs[0]]), new ModelOptions { WarmUp = false });
        ai.Put("a", 1);

        string[] replies = await ai.ExecuteAsync($"LOAD 1 a |> {operation}");

        Assert.Equal([error], replies);
    }

    [Fact]
    public async Task Script_whose_results_have_no_names_may_give_any_number()
    {
        await using RedisAiEngine ai = await CommandEngine.CreateAsync();
        ai.Put("a", 1);

        Assert.Equal(["OK"], await ai.ExecuteAsync("LOAD 1 a |> AI.SCRIPTEXECUTE s echo INPUTS 2 a a"));
    }

    [Fact]
    public async Task Scripts_run_in_the_order_of_the_command()
    {
        List<string> order = [];
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(new FakeScript().Add("note", call => order.Add(call.Args[0])));

        await ai.ExecuteAsync("ROUTING x |> AI.SCRIPTEXECUTE s note ARGS 1 first |> AI.SCRIPTEXECUTE s note ARGS 1 {second} |> AI.SCRIPTEXECUTE s note ARGS 1 third");

        Assert.Equal(["first", "{second}", "third"], order);
    }

    [Fact]
    public async Task Run_whose_results_do_not_fit_into_the_store_ends_with_that_and_persists_nothing()
    {
        await using RedisAiEngine ai = new(new RedisAiOptions { Tensors = { MaxBytes = 10, Eviction = TensorEviction.Reject } }, []);
        await ai.Models.StoreAsync("double", Functions.Double);
        ai.Put("a", 1);

        await Assert.ThrowsAsync<TensorStoreFullException>(() => ai.ExecuteAsync("LOAD 1 a PERSIST 2 b c |> AI.MODELEXECUTE double INPUTS 1 a OUTPUTS 1 b |> AI.MODELEXECUTE double INPUTS 1 b OUTPUTS 1 c"));

        Assert.Equal(["a"], ai.Tensors.Keys());
    }

    [Fact]
    public async Task Time_of_the_command_is_that_of_its_runs()
    {
        await using RedisAiEngine ai = await CommandEngine.CreateAsync();
        using CompiledDagCommand any = ai.CompileDag("p", "ROUTING x TIMEOUT 0 |> AI.TENSORSET a FLOAT 1");
        FakeScriptBackend slow = new(new FakeScript().Add("wait", static call => Eventually.Comes(call.Stop)));
        await using RedisAiEngine other = new(new RedisAiOptions(), [slow]);
        await other.Scripts.StoreAsync("slow", FakeScriptBackend.Source);
        using CompiledDagCommand stopped = other.CompileDag("p", "ROUTING x TIMEOUT 5 |> AI.SCRIPTEXECUTE slow wait");

        await Assert.ThrowsAsync<TimeoutException>(() => stopped.ExecuteAsync());

        Assert.Null(any.Timeout);
        Assert.Equal(TimeSpan.FromMilliseconds(5), stopped.Timeout);
    }

    [Fact]
    public async Task Read_only_command_makes_a_read_only_plan_and_others_do_not()
    {
        await using RedisAiEngine ai = await CommandEngine.CreateAsync();
        using CompiledDagCommand readOnly = ai.CompileDag("p", "AI.DAGEXECUTE_RO LOAD 1 a |> AI.MODELEXECUTE double INPUTS 1 a OUTPUTS 1 b");
        using CompiledDagCommand persisting = ai.CompileDag("p", "LOAD 1 a PERSIST 1 a |> AI.TENSORGET a");
        using CompiledDagCommand calling = ai.CompileDag("p", "LOAD 1 a |> AI.SCRIPTEXECUTE s echo INPUTS 1 a");

        Assert.Equal([true, false, false], [readOnly.Plan.IsReadOnly, persisting.Plan.IsReadOnly, calling.Plan.IsReadOnly]);
    }

    [Fact]
    public async Task Command_may_come_as_text_or_as_tokens_and_says_what_it_is()
    {
        await using RedisAiEngine ai = await CommandEngine.CreateAsync();
        DagCommand text = DagCommand.Parse("ROUTING x |> AI.TENSORSET \"my name\" STRING 2 VALUES 'it\\'s' \"\\x61\\n\" |> AI.TENSORGET \"my name\"");
        DagCommand tokens = DagCommand.Parse(["AI.DAGEXECUTE_RO", "ROUTING", "x", "|>", "AI.TENSORSET", "my name", "STRING", "2", "VALUES", "it's", "a\n", "|>", "AI.TENSORGET", "my name"]);
        string[] wire = ["ROUTING", "x", "|>", "AI.TENSORSET", "my name", "STRING", "2", "BLOB", "it's\0a\n\0", "|>", "AI.TENSORGET", "my name"];
        DagCommand bytes = DagCommand.Parse([.. wire.Select(static token => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(token)))]);

        foreach (DagCommand command in new[] { text, tokens, bytes })
        {
            using CompiledDagCommand compiled = ai.CompileDag("p", command);
            using DagCommandResult result = await compiled.RunAsync();
            Assert.Equal(["it's", "a\n"], result.Replies[1].Tensor!.AsStrings().ToArray());
            Assert.False(result.HasFailed);
        }

        Assert.Equal([false, true, false], [text.IsReadOnly, tokens.IsReadOnly, bytes.IsReadOnly]);
        Assert.Equal("AI.DAGEXECUTE ROUTING x |> AI.TENSORGET a", $"{DagCommand.Parse("ROUTING x |> AI.TENSORGET a")}");
    }

    [Fact]
    public async Task Values_of_all_types_are_read()
    {
        await using RedisAiEngine ai = await CommandEngine.CreateAsync();

        await AssertReadAsync<double>("DOUBLE 2 VALUES 1.5 -inf", 1.5, double.NegativeInfinity);
        await AssertReadAsync<float>("FLOAT 2 VALUES 1e3 -2", 1e3f, -2f);
        await AssertReadAsync<sbyte>("INT8 2 VALUES -128 127", sbyte.MinValue, sbyte.MaxValue);
        await AssertReadAsync<short>("INT16 1 VALUES -32768", short.MinValue);
        await AssertReadAsync<int>("INT32 1 VALUES -2147483648", int.MinValue);
        await AssertReadAsync<long>("INT64 1 VALUES 9223372036854775807", long.MaxValue);
        await AssertReadAsync<byte>("UINT8 2 VALUES 255 0", byte.MaxValue, (byte)0);
        await AssertReadAsync<ushort>("UINT16 1 VALUES 65535", ushort.MaxValue);
        await AssertReadAsync<bool>("BOOL 1 2 VALUES 1 0", true, false);
        await AssertReadAsync<float>("FLOAT 2", 0f, 0f);
        Assert.Equal(", ", await ReadAsync("STRING 2", static tensor => string.Join(", ", tensor.AsStrings().ToArray())));
        Assert.Equal(0, await ReadAsync("FLOAT VALUES 4", static tensor => tensor.Shape.Rank));

        async Task AssertReadAsync<T>(string tensor, params T[] expected)
            where T : unmanaged
        {
            T[] values = await ReadAsync(tensor, static read => read.ToArray<T>());
            Assert.Equal(expected, values);
        }

        async Task<T> ReadAsync<T>(string tensor, Func<AiTensor, T> read)
        {
            using CompiledDagCommand compiled = ai.CompileDag("p", $"ROUTING x |> AI.TENSORSET t {tensor} |> AI.TENSORGET t META VALUES");
            using DagCommandResult result = await compiled.RunAsync();
            Assert.Equal(DagTensorFormat.Meta | DagTensorFormat.Values, compiled.Operations[1].Format);
            return read(result.Replies[1].Tensor!);
        }
    }
}
