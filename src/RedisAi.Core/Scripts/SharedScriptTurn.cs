using RedisAi.Persistence;

namespace RedisAi.Scripts;

/// <summary>A script that another process has stored, compiled.</summary>
/// <param name="loaded">The script; null where it is here already, or was removed.</param>
/// <param name="turn">Puts it in place.</param>
internal sealed class SharedScriptTurn(ScriptVersion? loaded, Func<CancellationToken, Task> turn) : IPreparedTurn
{
    private bool _isTurned;

    public Exception? Missing => null;

    public async Task TurnAsync(CancellationToken cancellationToken)
    {
        await turn(cancellationToken).ConfigureAwait(false);
        _isTurned = true;
    }

    public void Dispose()
    {
        if (!_isTurned)
        {
            loaded?.Close();
        }
    }
}
