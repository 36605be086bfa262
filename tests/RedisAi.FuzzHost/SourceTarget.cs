using System.Text;
using RedisAi.Backends;
using RedisAi.Backends.Torch;

namespace RedisAi.FuzzHost;

/// <summary>Compiles damaged scripts: half of them damaged by bytes, half by words.</summary>
internal sealed class SourceTarget : IFuzzTarget
{
    private readonly TorchBackend _backend = new();

    public bool Takes(string path) => path.EndsWith(".py", StringComparison.Ordinal);

    public byte[] Damage(Mutator mutator, int index) => index % 2 == 0 ? mutator.Damage(index) : SourceMutator.Damage(mutator, index);

    public Task<string> TakeAsync(int index, byte[] bytes)
    {
        try
        {
            using IScriptSession session = _backend.Compile(new ScriptContent(Encoding.UTF8.GetString(bytes)), new ScriptOptions { Threads = 1 }, CancellationToken.None);
            return Task.FromResult("loaded");
        }
        catch (ScriptCompilationException)
        {
            return Task.FromResult("refused");
        }
    }

    public void Dispose() => _backend.Dispose();
}
