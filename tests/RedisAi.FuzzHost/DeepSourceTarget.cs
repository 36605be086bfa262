using System.Text;
using RedisAi.Backends.Torch;

namespace RedisAi.FuzzHost;

/// <summary>Stores the scripts of <see cref="DeepSources"/>, runs those that compile on a thread as callers have it, and deletes them; it takes no corpus.</summary>
internal sealed class DeepSourceTarget : IFuzzTarget
{
    private static readonly InferenceOptions s_options = new() { Timeout = TimeSpan.FromSeconds(1) };

    private readonly RedisAiEngine _ai = new(new TorchBackend());

    public int Count => DeepSources.Count;

    public string Describe(int index) => DeepSources.Describe(index);

    public bool Takes(string path) => false;

    public byte[] Damage(Mutator mutator, int index) => Encoding.UTF8.GetBytes(DeepSources.Create(index));

    public async Task<string> TakeAsync(int index, byte[] bytes)
    {
        try
        {
            await _ai.Scripts.StoreAsync("s", ScriptSource.FromText(Encoding.UTF8.GetString(bytes)));
        }
        catch (ScriptCompilationException)
        {
            return "refused";
        }

        // The last function is the one that calls the others.
        IScript script = _ai.Scripts["s"];
        string outcome = await Task.Run(() => Run(script, script.Functions[^1].Name));
        await _ai.Scripts.DeleteAsync("s");
        return outcome;
    }

    public void Dispose() => _ai.Dispose();

    private static string Run(IScript script, string function)
    {
        try
        {
            using AiTensor x = AiTensor.Create<float>([1, 1], [1]);
            using ScriptResult result = script.Run(function, [x], options: s_options);
            return "ran";
        }
        catch (RedisAiException)
        {
            return "failed";
        }
        catch (TimeoutException)
        {
            return "stopped";
        }
    }
}
