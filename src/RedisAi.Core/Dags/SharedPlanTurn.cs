using RedisAi.Persistence;

namespace RedisAi.Dags;

/// <summary>A plan that another process has stored, compiled.</summary>
/// <param name="turn">Puts it in place, or removes what is there.</param>
internal sealed class SharedPlanTurn(Action turn) : IPreparedTurn
{
    public Exception? Missing => null;

    public Task TurnAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        turn();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        // A plan holds nothing.
    }
}
