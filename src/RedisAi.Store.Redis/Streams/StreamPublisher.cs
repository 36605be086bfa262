using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Ends messages: with their outputs, their session's states and its position in the stream, in one step each.</summary>
internal sealed class StreamPublisher(RedisConnection connection, StreamNames names, StreamWorkerOptions options, string consumer)
{
    private const int MaxReason = 1000;

    private static readonly RedisScript s_fail = new("stream-fail");

    private readonly FinishQueue _queue = new(connection, names, options, consumer);
    private readonly long _keptFor = (long)options.PositionTimeToLive.TotalMilliseconds;
    private readonly string _failureHead = $"{consumer}/{Guid.NewGuid():N}/";
    private long _failures;

    /// <summary>Ends messages of a session.</summary>
    /// <param name="publication">The session, whose states are kept back for this.</param>
    /// <param name="messages">The messages, in their order; at least one.</param>
    /// <exception cref="SharedStoreException">It is not known whether it was done.</exception>
    public async Task<FinishOutcome> FinishAsync(SessionPublication publication, IReadOnlyList<FinishedMessage> messages)
    {
        FinishOutcome outcome = await _queue.SendAsync(RequestOf(publication, messages)).ConfigureAwait(false);
        if (outcome == FinishOutcome.Finished)
        {
            publication.NotePublished();
        }
        else
        {
            publication.NoteRefused();
        }

        return outcome;
    }

    /// <summary>Ends a message that has no session.</summary>
    /// <exception cref="SharedStoreException">It is not known whether it was done.</exception>
    public Task<FinishOutcome> FinishAsync(FinishedMessage message)
    {
        FinishRequest request = new([], new List<RedisValue>(7 + 2 + (2 * message.Output.Length)) { 0, 0, 0, "", -1, 0, 1 });
        AddMessage(request.Arguments, message);
        return _queue.SendAsync(request);
    }

    /// <summary>Counts a failure of a message, and gives it to the dead letters with the last one.</summary>
    /// <param name="message">The message.</param>
    /// <param name="error">Why it has failed.</param>
    /// <param name="most">How many failures it may have.</param>
    /// <exception cref="SharedStoreException">It is not known whether it was done.</exception>
    public async Task<MessageFailure> FailAsync(StreamMessage message, Exception error, int most)
    {
        RedisResult answer = await connection.RunAsync(
            s_fail,
            [names.Input, names.DeadLetters, names.Failures, names.Absent],
            [
                names.Group, consumer, message.Id, $"{_failureHead}{Interlocked.Increment(ref _failures)}", most, error.GetType().Name, ReasonOf(error),
                options.SessionField, names.Tag, names.PositionHead, _keptFor,
            ],
            waitForReplicas: true).ConfigureAwait(false);
        return new MessageFailure((int)answer[0], (int)answer[1] != 0);
    }

    private FinishRequest RequestOf(SessionPublication publication, IReadOnlyList<FinishedMessage> messages)
    {
        OwnedSession session = publication.Session;
        IReadOnlyCollection<PublishedState> states = publication.States;
        long version = publication.NextVersion();
        List<RedisKey> keys = new(3 + states.Count) { session.LeaseKey, session.StatesKey, names.PositionOf(session.Name) };
        List<RedisValue> arguments = new(7 + (8 * messages.Count) + (2 * states.Count))
        {
            publication.Fence, version, publication.KnownVersion, messages[0].Message.After, publication.ListMilliseconds(), states.Count, messages.Count,
        };
        foreach (FinishedMessage message in messages)
        {
            AddMessage(arguments, message);
        }

        foreach (PublishedState state in states)
        {
            keys.Add(connection.Names.Of(state.Key));
            arguments.Add(state.Value.IsEmpty ? -1 : state.TimeToLive is { } life ? Math.Max(1, (long)life.TotalMilliseconds) : 0);
            arguments.Add(state.Value.IsEmpty ? RedisValue.EmptyString : TensorRecord.Encode(state.Value, version));
        }

        return new FinishRequest(keys, arguments);
    }

    private static void AddMessage(List<RedisValue> arguments, FinishedMessage message)
    {
        arguments.Add(message.Message.Id);
        arguments.Add(message.Output.Length);
        foreach (StreamField field in message.Output)
        {
            arguments.Add(field.Name);
            arguments.Add(field.Value);
        }
    }

    /// <summary>The message of an error, and of what caused it where that says more.</summary>
    private static string ReasonOf(Exception error)
    {
        string reason = error.InnerException is { } cause && !error.Message.Contains(cause.Message, StringComparison.Ordinal) ? $"{error.Message} {cause.Message}" : error.Message;
        return reason.Length <= MaxReason ? reason : reason[..MaxReason];
    }
}
