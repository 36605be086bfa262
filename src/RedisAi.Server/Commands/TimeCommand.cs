using System.Globalization;

namespace RedisAi.Server.Commands;

/// <summary>TIME: seconds and microseconds since 1970.</summary>
/// <param name="time">The clock.</param>
internal sealed class TimeCommand(TimeProvider time)
{
    public IReadOnlyList<ServerCommand> All =>
    [
        SyncCommand.Create("time", 1, CommandFlags.None, call =>
        {
            long micros = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            call.Reply.Array(2);
            call.Reply.Bulk((micros / 1_000_000).ToString(CultureInfo.InvariantCulture));
            call.Reply.Bulk((micros % 1_000_000).ToString(CultureInfo.InvariantCulture));
        }),
    ];
}
