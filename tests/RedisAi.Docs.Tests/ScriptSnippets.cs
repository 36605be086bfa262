using RedisAi.Backends.Torch;
using RedisAi.Testing;

namespace RedisAi.Docs.Tests;

/// <summary>The code of docs/scripts.md.</summary>
public sealed class ScriptSnippets : IDisposable
{
    private readonly string _before = Environment.CurrentDirectory;
    private readonly TemporaryFolder _folder = new();

    public ScriptSnippets()
    {
        Directory.CreateDirectory(_folder["scripts"]);
        File.WriteAllText(Path.Combine(_folder["scripts"], "images.py"), Snippet.PythonOn("docs/scripts.md"));
        Environment.CurrentDirectory = _folder.Path;
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }

    [Fact]
    public async Task Scripts_are_stored_called_and_reach_models_and_the_keyspace()
    {
        await using var ai = new RedisAiEngine(new RedisAiOptions(), [new TorchBackend()], new ManualTimeProvider());
        await ai.Models.StoreAsync("digits", ModelSource.FromFunction(["x"], ["logits"], static inputs => [inputs[0]]));
        using AiTensor pixels = AiTensor.Create<float>([1, 3], [51, 153, 102]);
        using AiTensor mean = AiTensor.Scalar(51f);
        ai.Tensors.Set("pixels", pixels);
        ai.Tensors.Set("mean", mean);
        long best;

        #region scripts-store
        ScriptInfo info = await ai.Scripts.StoreAsync("images", ScriptSource.FromFile("scripts/images.py"), new ScriptOptions
        {
            EntryPoints = { "normalize", "classify" },
        });
        IScript images = ai.Scripts["images"];      // a live handle: keep it
        #endregion

        #region scripts-run
        using (ScriptResult r = await images.RunAsync("normalize", [pixels, mean]))
        {
            ai.Tensors.Set("x", r[0]);                            // r[0] is borrowed; the store takes a reference of its own
        }

        using (ScriptResult r = images.Run("classify", [pixels], keys: ["calls"], args: ["digits"]))      // on this thread
        {
            best = r.AsSpan<long>(0)[0];
        }
        #endregion

        #region scripts-execute
        await ai.Scripts.ExecuteAsync("images", "normalize", inputs: ["pixels", "mean"], outputs: ["x"]);
        #endregion

        #region scripts-keyspace
        KeyspaceReply reply = ai.Keyspace.Execute("GET", ["calls"]);
        string calls = reply.IsNull ? "0" : reply.Text;
        ai.Keyspace.Execute("SET", ["threshold", "0.5", "EX", "60"]);
        #endregion

        Assert.Equal(("images", 1, 1, "1"), (info.Key, info.Version, best, calls));
        using AiTensor x = ai.Tensors.GetRequired("x");
        Assert.Equal([0, 0.4f, 0.2f], x.ToArray<float>());
        Assert.Equal(60, ai.Keyspace.Execute("TTL", ["threshold"]).Integer);
    }

    [Fact]
    public async Task Replies_are_converted_where_their_type_must_be_known()
    {
        await using var ai = new RedisAiEngine(new TorchBackend());
        await ai.Scripts.StoreAsync("images", ScriptSource.FromFile("scripts/images.py"), new ScriptOptions { EntryPoints = { "count" } });
        using AiTensor x = AiTensor.Scalar(2f);

        using ScriptResult r = ai.Scripts["images"].Run("count", [x], keys: ["names"], args: ["tabby", "lynx", "lion"]);

        Assert.Equal(6, r.AsSpan<float>(0)[0]);
        Assert.Equal(["lynx", "lion"], r[1].AsStrings());
    }
}
