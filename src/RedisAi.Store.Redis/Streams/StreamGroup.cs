using RedisAi.Keyspace;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>A consumer's place in the group of a stream: reads, says that it is alive, takes over from the dead, and leaves.</summary>
/// <remarks>
/// All pending messages of a session are in the list of one consumer, which its position in the stream names. Whoever reads a message of a session that has some elsewhere puts it there;
/// so the order of a session holds without anybody waiting. The scripts say the rest.
/// </remarks>
internal sealed class StreamGroup(RedisConnection connection, StreamNames names, StreamWorkerOptions options, string consumer, TimeSpan claimAfter)
{
    private static readonly RedisScript s_read = new("stream-read");
    private static readonly RedisScript s_beat = new("stream-beat");
    private static readonly RedisScript s_take = new("stream-take");
    private static readonly RedisScript s_alone = new("stream-alone");
    private static readonly RedisScript s_leave = new("stream-leave");

    private static readonly TimeSpan s_deathsRemembered = TimeSpan.FromHours(1);

    private readonly RedisKey[] _keys = [names.Input, names.Consumers];
    private readonly long _aliveFor = (long)claimAfter.TotalMilliseconds;

    /// <summary>Where this consumer is told that there is something for it.</summary>
    public string Channel => $"{names.ChannelHead}{consumer}";

    /// <summary>Makes the stream and the group unless they are there.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await connection.TryAsync(
                database => database.StreamCreateConsumerGroupAsync(names.Input, names.Group, options.FromBeginning ? StreamPosition.Beginning : StreamPosition.NewMessages),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsAnswer(error, "BUSYGROUP"))
        {
            // It is there.
        }
    }

    /// <summary>Reads what is for this consumer.</summary>
    /// <param name="count">How many messages at most.</param>
    /// <param name="seen">The last id of its list of pending messages that it has seen; those after it come first.</param>
    /// <param name="cancellationToken">Gives up; what was read is in the list.</param>
    public async Task<StreamReading> ReadAsync(int count, string seen, CancellationToken cancellationToken)
    {
        RedisResult read = await connection.RunAsync(
            s_read,
            [names.Input, names.Consumers, names.Absent],
            [
                names.Group, consumer, count, 2L * options.MaxInFlight, seen, options.SessionField, names.Tag, names.PositionHead,
                (long)connection.Options.IdleRelease.TotalMilliseconds, names.ChannelHead,
            ],
            cancellationToken).ConfigureAwait(false);
        return new StreamReading(Array.ConvertAll(((RedisResult[]?)read[1])!, Message), (int)read[0] == 1, (int)read[0] == 2);
    }

    /// <summary>Says that this consumer is alive.</summary>
    public async Task<StreamPulse> BeatAsync(CancellationToken cancellationToken)
    {
        RedisResult beat = await connection.RunAsync(s_beat, _keys, [names.Group, consumer, _aliveFor], cancellationToken).ConfigureAwait(false);
        return new StreamPulse(
            (long)beat[0], (long)beat[1], (long)beat[2], (long)beat[3] is >= 0 and var next ? TimeSpan.FromMilliseconds(next) : null, Texts(beat[4]));
    }

    /// <summary>Takes the messages of a dead consumer; of this one, when it begins again under the name that it had, they are its own, and are looked through.</summary>
    public async Task<StreamTakeover> TakeAsync(string dead, CancellationToken cancellationToken)
    {
        RedisResult taken = await connection.RunAsync(
            s_take,
            [names.Input, names.Consumers, names.Deaths, names.Absent],
            [names.Group, consumer, dead, options.SessionField, names.Tag, names.PositionHead, (long)s_deathsRemembered.TotalMilliseconds],
            cancellationToken).ConfigureAwait(false);
        return new StreamTakeover((int)taken[0], Texts(taken[1]));
    }

    /// <summary>Notes that this consumer works on a message that may end its process, and on no other of that kind.</summary>
    /// <returns>How often a process has ended while that message was noted.</returns>
    public async Task<int> BeginAloneAsync(string id, CancellationToken cancellationToken) =>
        (int)await connection.RunAsync(s_alone, [names.Deaths], [consumer, id], cancellationToken).ConfigureAwait(false);

    /// <summary>Notes that it has ended, and the process has not.</summary>
    public Task EndAloneAsync(string id) =>
        connection.TryAsync(database => database.HashDeleteAsync(names.Deaths, [$"alone:{consumer}", id, $"blame:{id}"]));

    /// <summary>Leaves the group, so that the others take at once what is left.</summary>
    /// <returns>How many messages are left.</returns>
    public async Task<int> LeaveAsync(CancellationToken cancellationToken) =>
        (int)await connection.RunAsync(s_leave, _keys, [names.Group, consumer, names.ChannelHead], cancellationToken).ConfigureAwait(false);

    /// <summary>Whether an error is the server's answer that begins so, or was caused by it.</summary>
    public static bool IsAnswer(Exception? error, string code)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is RedisServerException && error.Message.Contains(code, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static string[] Texts(RedisResult items) => Array.ConvertAll(((RedisResult[]?)items)!, static item => (string?)item ?? "");

    private StreamMessage Message(RedisResult message)
    {
        string id = (string?)message[0] ?? "";
        if (message[1].IsNull)
        {
            return new StreamMessage(id, session: null, fields: null);
        }

        byte[][] parts = ((byte[][]?)message[1])!;
        StreamField[] fields = new StreamField[parts.Length / 2];
        string? session = null;
        bool hasSession = options.SessionField.Length == 0;
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = new StreamField(LosslessText.Decode(parts[2 * i]), parts[(2 * i) + 1]);
            if (!hasSession && fields[i].Name == options.SessionField)
            {
                session = names.SessionOf(fields[i].Value.Span);
                hasSession = true;
            }
        }

        return new StreamMessage(id, session, fields) { After = message.Length > 2 ? (string?)message[2] ?? "" : "" };
    }
}
