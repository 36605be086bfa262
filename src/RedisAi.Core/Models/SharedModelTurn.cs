using RedisAi.Persistence;

namespace RedisAi.Models;

/// <summary>Versions of a model that another process has stored, loaded and warm.</summary>
/// <param name="loaded">Those that were loaded for it.</param>
/// <param name="failures">What could not be.</param>
/// <param name="turn">Puts them in place.</param>
internal sealed class SharedModelTurn(IReadOnlyList<ModelVersion> loaded, RestoreFailures failures, Func<CancellationToken, Task> turn) : IPreparedTurn
{
    private bool _isTurned;

    public Exception? Missing => failures.List is [var first, ..] ? first.Error : null;

    public async Task TurnAsync(CancellationToken cancellationToken)
    {
        await turn(cancellationToken).ConfigureAwait(false);
        _isTurned = true;
    }

    public void Dispose()
    {
        if (!_isTurned)
        {
            foreach (ModelVersion version in loaded)
            {
                version.Close();
            }
        }
    }
}
