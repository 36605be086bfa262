using RedisAi.Keyspace;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>What a worker's streams, and what belongs to them, are called in Redis.</summary>
/// <remarks>The streams have the names that they were given, without a prefix. All else begins like this: <c>ai-position:in/group/{session}</c>.</remarks>
internal sealed class StreamNames
{
    private const char Open = '{';
    private const char Close = '}';

    /// <param name="family">What keys of this library begin with, without the colon.</param>
    /// <param name="input">The stream.</param>
    /// <param name="output">The stream of the outputs.</param>
    /// <param name="options">The settings.</param>
    public StreamNames(string family, string input, string output, StreamWorkerOptions options)
    {
        string deadLetters = options.DeadLetterStream ?? $"{input}:dead";
        (Text, OutputText, DeadLettersText) = (input, output, deadLetters);
        (Input, Output, DeadLetters) = (input, output, deadLetters);
        Group = options.Group;
        Consumers = $"{family}-consumers:{input}/{Group}";
        Failures = $"{family}-failures:{input}/{Group}";
        Deaths = $"{family}-deaths:{input}/{Group}";
        Absent = $"{family}-absent:{input}/{Group}";
        PositionHead = $"{family}-position:{input}/{Group}/";
        ChannelHead = $"{family}-stream:{input}/{Group}/";
        Tag = TagOf(input);
    }

    /// <summary>The input stream, for messages.</summary>
    public string Text { get; }

    public string OutputText { get; }

    public string DeadLettersText { get; }

    public RedisKey Input { get; }

    public RedisKey Output { get; }

    public RedisKey DeadLetters { get; }

    public string Group { get; }

    /// <summary>The hash that says until when each consumer counts as alive, and who has mail.</summary>
    public RedisKey Consumers { get; }

    /// <summary>The hash of the messages that have failed, and how often.</summary>
    public RedisKey Failures { get; }

    /// <summary>The hash of the messages that were there when consumers died.</summary>
    public RedisKey Deaths { get; }

    /// <summary>A key that never exists, among those of scripts that read positions: see <see cref="SessionNames.AbsentOf"/>.</summary>
    public RedisKey Absent { get; }

    /// <summary>What the keys of positions begin with; the session follows, with its hash tag.</summary>
    public string PositionHead { get; }

    /// <summary>What the channels of consumers begin with; the consumer follows.</summary>
    public string ChannelHead { get; }

    /// <summary>The hash tag of the stream, with its braces; empty when it has none. All its sessions get it.</summary>
    public string Tag { get; }

    /// <summary>The session of the value of a message's field; null when that is empty.</summary>
    public string? SessionOf(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return null;
        }

        string session = LosslessText.Decode(value);
        return session.StartsWith(Tag, StringComparison.Ordinal) ? session : $"{Tag}:{session}";
    }

    /// <summary>The key of a session's position; the scripts make the same.</summary>
    public RedisKey PositionOf(string session) => LosslessText.Encode($"{PositionHead}{Tagged(session)}");

    /// <summary>On a cluster a step may touch one slot only.</summary>
    /// <exception cref="InvalidOperationException">The streams have no hash tag, or not the same.</exception>
    public void ThrowIfNotInOneSlot()
    {
        if (Tag.Length == 0 || TagOf(OutputText) != Tag || TagOf(DeadLettersText) != Tag)
        {
            throw new InvalidOperationException(
                $"On a cluster the streams of a worker and its sessions must be in one slot, by one hash tag, as in '{{orders}}:in' and '{{orders}}:out': '{Text}', '{OutputText}' and '{DeadLettersText}' are not.");
        }
    }

    private static string TagOf(string name)
    {
        int open = name.IndexOf(Open, StringComparison.Ordinal);
        int close = open < 0 ? -1 : name.IndexOf(Close, open + 1);
        return close > open + 1 ? name[open..(close + 1)] : "";
    }

    private static string Tagged(string session)
    {
        bool isWrapped = session[0] == Open && session[^1] == Close;
        return TagOf(session).Length > 0 && !isWrapped ? session : $"{Open}{session}{Close}";
    }
}
