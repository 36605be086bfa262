namespace RedisAi.Server.Connections;

/// <summary>What clients came to.</summary>
/// <param name="Connections">How many there were.</param>
/// <param name="Commands">The commands that were answered.</param>
/// <param name="Errors">The replies that were errors.</param>
/// <param name="BytesIn">What was received.</param>
/// <param name="BytesOut">What was sent.</param>
internal readonly record struct ClientTotals(long Connections, long Commands, long Errors, long BytesIn, long BytesOut)
{
    public ClientTotals With(Connection connection) => new(
        Connections + 1,
        Commands + connection.Commands,
        Errors + connection.Session.Writer.Errors,
        BytesIn + connection.BytesIn,
        BytesOut + connection.BytesOut);

    public ClientTotals Since(ClientTotals before) => new(
        Connections - before.Connections, Commands - before.Commands, Errors - before.Errors, BytesIn - before.BytesIn, BytesOut - before.BytesOut);
}
