using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai;

/// <summary>Keeps what runs for long out of transactions.</summary>
internal static class Transactions
{
    /// <exception cref="CommandException">The command is one of a MULTI.</exception>
    public static void ThrowIfWithin(IClient client)
    {
        if (client.IsInTransaction)
        {
            throw new CommandException("ERR Cannot run RedisAI command within a transaction or a LUA script");
        }
    }
}
