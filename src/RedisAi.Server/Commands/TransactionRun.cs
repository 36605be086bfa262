using RedisAi.Server.Connections;

namespace RedisAi.Server.Commands;

/// <summary>EXEC: the commands since MULTI, as one, unless a watched key has changed.</summary>
internal static class TransactionRun
{
    public static async ValueTask ExecuteAsync(CommandCall call, ClientSession session)
    {
        if (session.Transaction is not { } transaction)
        {
            throw new CommandException("ERR EXEC without MULTI");
        }

        // From here on commands are executed, and not queued.
        session.Transaction = null;
        session.IsInTransaction = true;
        try
        {
            if (transaction.IsDirty)
            {
                throw new CommandException("EXECABORT Transaction discarded because of previous errors.");
            }

            if (transaction.Runs)
            {
                await OneByOneAsync(call, session, transaction).ConfigureAwait(false);
            }
            else
            {
                AsOne(call, session, transaction);
            }

            if (transaction.Writes)
            {
                await session.Endpoint.Server.Keys.AcknowledgeAsync(session.Gone).ConfigureAwait(false);
            }
        }
        finally
        {
            session.IsInTransaction = false;
            session.Watched.Clear();
            transaction.Dispose();
        }
    }

    /// <summary>Nobody else sees or changes a key meanwhile.</summary>
    private static void AsOne(CommandCall call, ClientSession session, Transaction transaction)
    {
        lock (session.Endpoint.Server.Keys.Lock)
        {
            if (session.Watched.HasChanged())
            {
                call.Reply.NullArray();
                return;
            }

            call.Reply.Array(transaction.Commands.Count);
            foreach (QueuedCommand queued in transaction.Commands)
            {
                // A command that does not run anything is answered when it returns.
                RunAsync(session, queued).AsTask().GetAwaiter().GetResult();
            }
        }
    }

    /// <summary>
    /// Some of the commands take long, and cannot keep all others from the keys. But of two transactions that watch the same key one runs after the other, and so finds what the first has changed.
    /// </summary>
    private static async ValueTask OneByOneAsync(CommandCall call, ClientSession session, Transaction transaction)
    {
        Stack<IDisposable> gates = [];
        try
        {
            // All in the same order, so that nobody waits for who waits for him.
            foreach (string key in session.Watched.Keys.Order(StringComparer.Ordinal))
            {
                gates.Push(await session.Endpoint.Server.WatchedRuns.EnterAsync(key, session.Gone).ConfigureAwait(false));
            }

            await RunUnlessChangedAsync(call, session, transaction).ConfigureAwait(false);
        }
        finally
        {
            while (gates.TryPop(out IDisposable? gate))
            {
                gate.Dispose();
            }
        }
    }

    private static async ValueTask RunUnlessChangedAsync(CommandCall call, ClientSession session, Transaction transaction)
    {
        bool hasChanged;
        lock (session.Endpoint.Server.Keys.Lock)
        {
            hasChanged = session.Watched.HasChanged();
        }

        if (hasChanged)
        {
            call.Reply.NullArray();
            return;
        }

        call.Reply.Array(transaction.Commands.Count);
        foreach (QueuedCommand queued in transaction.Commands)
        {
            await RunAsync(session, queued).ConfigureAwait(false);
        }
    }

    private static ValueTask RunAsync(ClientSession session, QueuedCommand queued) =>
        session.Endpoint.Server.Dispatcher.RunAsync(session.Writer, session.Output, queued.Command, new CommandCall(queued.Arguments, session.Writer, session));
}
