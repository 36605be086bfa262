using System.Text;
using RedisAi.Testing;
using RedisAi.Tests.Models;
using Xunit;

namespace RedisAi.Tests.Scripts;

public sealed class ScriptRegistryTests
{
    private static readonly FakeScript s_two = new FakeScript()
        .Add("pre", static _ => { })
        .Add("rank", "x: Tensor, k: int = 5", static _ => { });

    [Fact]
    public async Task Stored_script_tells_what_it_is()
    {
        await using RedisAiEngine ai = new(new FakeScriptBackend(s_two));

        ScriptInfo info = await ai.Scripts.StoreAsync("s", ScriptSource.FromText("the text"), new ScriptOptions { Tag = "v1", EntryPoints = { "pre" } });

        Assert.Equal(("s", 1, "FAKESCRIPT", Device.Cpu, "v1", "the text"), (info.Key, info.Version, info.Backend, info.Device, info.Tag, info.Source));
        Assert.Equal(["pre"], info.EntryPoints);
        Assert.Equal(["def pre(tensors: List[Tensor], keys: List[str], args: List[str])", "def rank(x: Tensor, k: int = 5)"], info.Functions.Select(static function => $"{function}"));
        Assert.Equal([true, false], info.Functions.Select(static function => function.TakesKeysAndArgs));
        Assert.Equal(info.Functions, ai.Scripts["s"].Functions);
        Assert.Equal(["s"], ai.Scripts.List().Select(static script => script.Key));
    }

    [Fact]
    public async Task Script_comes_from_a_file_a_text_or_a_stream()
    {
        FakeScriptBackend backend = new(s_two);
        await using RedisAiEngine ai = new(backend);
        using TemporaryFolder folder = new();
        string path = folder["script.py"];
        await File.WriteAllTextAsync(path, "f\u00fcnf");
        using MemoryStream stream = new(Encoding.UTF8.GetBytes("sechs"));

        await ai.Scripts.StoreAsync("s", ScriptSource.FromFile(path));
        await ai.Scripts.StoreAsync("s", ScriptSource.FromStream(stream));
        await ai.Scripts.StoreAsync("s", ScriptSource.FromText("sieben"));

        Assert.Equal(["f\u00fcnf", "sechs", "sieben"], backend.Sessions.Select(static session => session.Source));
        Assert.True(stream.CanRead);
    }

    [Fact]
    public async Task File_that_is_not_there_is_named()
    {
        await using RedisAiEngine ai = new(new FakeScriptBackend(s_two));

        ScriptCompilationException error = await Assert.ThrowsAsync<ScriptCompilationException>(() => ai.Scripts.StoreAsync("s", ScriptSource.FromFile("absent.py")));

        Assert.Contains("absent.py' cannot be read", error.Message, StringComparison.Ordinal);
        Assert.False(ai.Scripts.TryGet("s", out _));
    }

    [Fact]
    public async Task Words_of_the_compiler_come_below_the_name_of_the_script_and_what_was_there_stays()
    {
        FakeScriptBackend backend = new(FakeScript.Echo);
        await using RedisAiEngine ai = new(backend);
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        backend.Compiling = static (_, _, _) => throw new ScriptCompilationException("\nexpected def but found 'return' here:\n  line 1");

        ScriptCompilationException error = await Assert.ThrowsAsync<ScriptCompilationException>(() => ai.Scripts.StoreAsync("s", FakeScriptBackend.Source));

        Assert.Equal("The script 's' does not compile:\nexpected def but found 'return' here:\n  line 1", error.Message);
        Assert.Equal(1, ai.Scripts.GetInfo("s").Version);
    }

    [Fact]
    public async Task Entry_point_that_is_missing_is_named_with_those_that_are_there()
    {
        FakeScriptBackend backend = new(s_two);
        await using RedisAiEngine ai = new(backend);

        ScriptCompilationException error = await Assert.ThrowsAsync<ScriptCompilationException>(
            () => ai.Scripts.StoreAsync("s", FakeScriptBackend.Source, new ScriptOptions { EntryPoints = { "pre", "post" } }));

        Assert.Equal("The script 's' has no function 'post' for the entry point of that name; it has 'pre', 'rank'.", error.Message);
        Assert.Equal(1, backend.Sessions[0].Disposals);
    }

    [Theory]
    [InlineData("x: Tensor, y: Tensor")]
    [InlineData("x: Tensor, rest: List[Tensor]")]
    [InlineData("rest: List[Tensor], keys: List[str], args: List[str]")]
    [InlineData("rest: List[Tensor], mask: Optional[Tensor]")]
    [InlineData("pair: Tuple[Tensor, Tensor], n: int, p: float, b: bool")]
    [InlineData("x: Tensor, d: Dict[str, Tensor] = {}")]
    [InlineData("")]
    public async Task Entry_point_that_a_call_can_give_all_it_needs_is_taken(string parameters)
    {
        await using RedisAiEngine ai = new(new FakeScriptBackend(new FakeScript().Add("f", parameters, static _ => { })));

        ScriptInfo info = await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source, new ScriptOptions { EntryPoints = { "f" } });

        Assert.Equal(["f"], info.EntryPoints);
    }

    [Theory]
    [InlineData("d: Dict[str, Tensor]", "its parameter 'd' is of the type Dict[str, Tensor], and a call can give Tensor, Optional[Tensor],")]
    [InlineData("name: str", "its parameter 'name' is of the type str, and")]
    [InlineData("pair: Tuple[Tensor, int]", "its parameter 'pair' is of the type Tuple[Tensor, int], and")]
    [InlineData("rest: List[Tensor], x: Tensor", "its parameter 'x' is of the type Tensor, and the List[Tensor] before it takes all inputs that are left.")]
    [InlineData("a: List[Tensor], b: List[Tensor]", "its parameter 'b' is of the type List[Tensor], and the List[Tensor] before it takes all inputs that are left.")]
    public async Task Entry_point_that_no_call_could_reach_is_refused_with_the_parameter(string parameters, string reason)
    {
        await using RedisAiEngine ai = new(new FakeScriptBackend(new FakeScript().Add("f", parameters, static _ => { })));

        ScriptCompilationException error = await Assert.ThrowsAsync<ScriptCompilationException>(
            () => ai.Scripts.StoreAsync("s", FakeScriptBackend.Source, new ScriptOptions { EntryPoints = { "f" } }));

        Assert.StartsWith($"The function 'f' of the script 's' cannot be an entry point: {reason}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Function_of_another_form_is_stored_when_it_is_no_entry_point()
    {
        await using RedisAiEngine ai = new(new FakeScriptBackend(new FakeScript().Add("f", "d: Dict[str, Tensor]", static _ => { })));

        ScriptInfo info = await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);

        Assert.Equal("f", Assert.Single(info.Functions).Name);
    }

    [Fact]
    public async Task Engine_without_a_backend_for_scripts_says_what_to_add()
    {
        await using RedisAiEngine ai = new(new FakeBackend());

        ScriptCompilationException none = await Assert.ThrowsAsync<ScriptCompilationException>(() => ai.Scripts.StoreAsync("s", FakeScriptBackend.Source));

        Assert.Equal("The engine has no backend that compiles scripts, so 's' cannot be stored: add the backend of the package RedisAi.Backends.Torch.", none.Message);
    }

    [Theory]
    [InlineData("FAKE", "The backend FAKE does not compile scripts, so it cannot take 's'; those that do are FAKESCRIPT.")]
    [InlineData("TF", "There is no backend 'TF' for the script 's'; those that compile scripts are FAKESCRIPT.")]
    public async Task Backend_that_cannot_take_the_script_is_refused(string name, string message)
    {
        await using RedisAiEngine ai = new(new FakeBackend(), new FakeScriptBackend(s_two));

        ScriptCompilationException error = await Assert.ThrowsAsync<ScriptCompilationException>(
            () => ai.Scripts.StoreAsync("s", FakeScriptBackend.Source, new ScriptOptions { Backend = name }));

        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task Backend_is_found_by_its_name_whatever_the_case()
    {
        FakeScriptBackend second = new(s_two, "SECOND");
        await using RedisAiEngine ai = new(new FakeScriptBackend(s_two), second);

        ScriptInfo info = await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source, new ScriptOptions { Backend = "second" });

        Assert.Equal("SECOND", info.Backend);
        Assert.Single(second.Sessions);
    }

    [Fact]
    public async Task Backend_gets_the_options_with_the_threads_resolved()
    {
        FakeScriptBackend backend = new(s_two);
        await using RedisAiEngine ai = new(backend);
        ScriptOptions options = new() { AllowFileAccess = true, EntryPoints = { "pre" } };

        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source, options);
        options.EntryPoints.Clear();

        Assert.Equal((1, true), (backend.Sessions[0].Options.Threads, backend.Sessions[0].AllowFileAccess));
        Assert.Equal(["pre"], ai.Scripts.GetInfo("s").EntryPoints);
    }

    [Fact]
    public async Task New_version_keeps_the_options_and_begins_to_count_anew()
    {
        FakeScriptBackend backend = new(FakeScript.Echo);
        await using RedisAiEngine ai = new(backend);
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source, new ScriptOptions { Tag = "kept", AllowFileAccess = true });
        IScript script = ai.Scripts["s"];
        using AiTensor x = Functions.Vec(1);
        script.Run("echo", [x]).Dispose();

        ScriptInfo info = await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);

        Assert.Equal((2, "kept", 0), (info.Version, info.Tag, info.Statistics.Calls));
        Assert.True(backend.Sessions[1].AllowFileAccess);
        Assert.Equal((1, 0), (backend.Sessions[0].Disposals, backend.Sessions[1].Disposals));
    }

    [Fact]
    public async Task Handle_follows_and_running_calls_finish_on_what_they_started_with()
    {
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim go = new();
        FakeScriptBackend backend = new(new FakeScript().Add("f", call =>
        {
            entered.Set();
            Eventually.Comes(go);
            call.Outputs.Add(call.Inputs[0].AddReference());
        }));
        await using RedisAiEngine ai = new(backend);
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        IScript script = ai.Scripts["s"];
        using AiTensor x = Functions.Vec(1);
        ValueTask<ScriptResult> running = script.RunAsync("f", [x]);
        Eventually.Comes(entered);

        backend.Script = new FakeScript().Add("f", static _ => { });
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        using ScriptResult next = script.Run("f", [x]);
        int closed = backend.Sessions[0].Disposals;
        go.Set();
        using ScriptResult first = await running;

        Assert.Equal((0, 1, 0), (next.Count, first.Count, closed));
        await Eventually.HoldsAsync(() => backend.Sessions[0].Disposals == 1, "the first version is closed after its last call");
    }

    [Fact]
    public async Task Deleted_script_is_not_found_and_closed()
    {
        FakeScriptBackend backend = new(FakeScript.Echo);
        await using RedisAiEngine ai = new(backend);
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        IScript script = ai.Scripts["s"];

        bool deleted = await ai.Scripts.DeleteAsync("s");
        bool again = await ai.Scripts.DeleteAsync("s");

        Assert.Equal((true, false, 1), (deleted, again, backend.Sessions[0].Disposals));
        Assert.Equal("s", Assert.Throws<ScriptNotFoundException>(() => script.Run("echo", [])).Key);
        Assert.Equal("There is no script under the key 's'.", Assert.Throws<ScriptNotFoundException>(() => ai.Scripts["s"]).Message);
        Assert.Throws<ScriptNotFoundException>(() => ai.Scripts.GetInfo("s"));
        await Assert.ThrowsAsync<ScriptNotFoundException>(async () => await script.RunAsync("echo", []));
    }

    [Fact]
    public async Task Compilation_that_is_cancelled_ends_with_the_callers_token()
    {
        using CancellationTokenSource cancellation = new();
        FakeScriptBackend backend = new(FakeScript.Echo)
        {
            Compiling = (_, _, token) =>
            {
                cancellation.Cancel();
                throw new BackendException("FAKESCRIPT", 1, $"Stopped: {token.IsCancellationRequested}.");
            },
        };
        await using RedisAiEngine ai = new(backend);

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ai.Scripts.StoreAsync("s", FakeScriptBackend.Source, cancellationToken: cancellation.Token));

        Assert.Equal(cancellation.Token, error.CancellationToken);
    }

    [Fact]
    public async Task Misuse_is_refused_at_once()
    {
        await using RedisAiEngine ai = new(new FakeScriptBackend(s_two));

        await Assert.ThrowsAsync<ArgumentException>(() => ai.Scripts.StoreAsync("", FakeScriptBackend.Source));
        await Assert.ThrowsAsync<ArgumentNullException>(() => ai.Scripts.StoreAsync("s", null!));
        await Assert.ThrowsAsync<ArgumentException>(() => ai.Scripts.StoreAsync("s", FakeScriptBackend.Source, new ScriptOptions { Threads = 0 }));
        await Assert.ThrowsAsync<ArgumentException>(() => ai.Scripts.StoreAsync("s", FakeScriptBackend.Source, new ScriptOptions { EntryPoints = { "pre", "pre" } }));
        Assert.Throws<ArgumentException>(() => ScriptSource.FromText(""));
    }

    [Fact]
    public async Task Model_and_script_of_one_key_do_not_disturb_each_other()
    {
        await using RedisAiEngine ai = new(new FakeScriptBackend(FakeScript.Echo));
        await ai.Scripts.StoreAsync("same", FakeScriptBackend.Source);
        await ai.Models.StoreAsync("same", Functions.Double);
        using AiTensor x = Functions.Vec(2);

        await ai.Models.DeleteAsync("same");

        using ScriptResult result = ai.Scripts["same"].Run("echo", [x]);
        Assert.Equal([2], result.AsSpan<float>(0).ToArray());
    }
}
