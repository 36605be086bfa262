using Microsoft.Extensions.Logging;
using RedisAi.Batching;
using RedisAi.Diagnostics;

namespace RedisAi.Sharing;

/// <summary>What a store that several processes share needs of its engine.</summary>
/// <param name="time">The clock.</param>
/// <param name="metrics">Where the store adds instruments of its own.</param>
/// <param name="logger">Where messages go.</param>
/// <param name="tensors">What the states that are held here may take of the memory.</param>
internal sealed class SharingHost(TimeProvider time, EngineMetrics metrics, ILogger logger, TensorStoreOptions tensors)
{
    /// <summary>The clock of the engine.</summary>
    public TimeProvider Time => time;

    public EngineMetrics Metrics => metrics;

    public ILogger Logger => logger;

    /// <summary>The budget of the memory.</summary>
    public TensorStoreOptions Tensors => tensors;

    /// <summary>The sessions of the engine; null until it has them.</summary>
    internal SessionTables? Sessions { get; set; }

    /// <summary>Takes a session away from the engine if no call of it is under way, or waits, with any model.</summary>
    /// <param name="session">The session.</param>
    /// <param name="drop">
    /// Called once, at once, while no call can begin: makes <see cref="Store.IStateStore.FenceOf"/> say 0. It waits for nothing; what is to be written is written afterwards.
    /// </param>
    /// <returns>Whether it was called.</returns>
    public bool TryDropIdle(string session, Action drop)
    {
        if (Sessions is { } sessions)
        {
            return sessions.TryDrop(session, drop);
        }

        drop();
        return true;
    }

    /// <summary>Takes a session away from the engine, once the calls have ended that were accepted before; those that come later wait until the session is held again.</summary>
    /// <param name="session">The session.</param>
    /// <param name="drop">As in <see cref="TryDropIdle"/>; called on the thread of some call.</param>
    /// <param name="cancellationToken">Gives up, where it was not called yet.</param>
    public Task DropAsync(string session, Action drop, CancellationToken cancellationToken)
    {
        if (Sessions is { } sessions)
        {
            return sessions.DropAsync(session, drop, cancellationToken);
        }

        drop();
        return Task.CompletedTask;
    }
}
