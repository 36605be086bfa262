using System.Globalization;
using RedisAi.Client.Protocol;
using RedisAi.Client.Replies;

namespace RedisAi.Server.Importing;

/// <summary>Counts what becomes of keys, and tells of it while it goes on.</summary>
/// <param name="output">Where it is told.</param>
/// <param name="time">The clock.</param>
internal sealed class ImportReport(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(2);

    private long _toldAt = time.GetTimestamp();

    public ImportTally Tally { get; } = new();

    /// <summary>How many keys there were at the start.</summary>
    public long Expected { get; set; }

    /// <summary>Notes the reply to the command that stores something.</summary>
    public void Ended(WireKey key, RespReply reply, long bytes)
    {
        if (reply.IsError)
        {
            Skip(key, reply.Text);
        }
        else
        {
            Tally.Add(key, bytes);
        }
    }

    public void Skip(WireKey key, string reason) => output.WriteLine(Tally.Skip(key, reason));

    /// <summary>Notes why something cannot be read.</summary>
    public void Skip(WireKey key, ReplyException error)
    {
        if (!error.IsGone)
        {
            Skip(key, error.Message);
        }
    }

    /// <summary>Makes something of what the server has answered; null when that is nothing of the kind, which is noted.</summary>
    public T? Try<T>(WireKey key, Func<T> parse)
        where T : class
    {
        try
        {
            return parse();
        }
        catch (ReplyException error)
        {
            Skip(key, error);
            return null;
        }
    }

    /// <summary>Tells how far it is, if that was not told just now.</summary>
    public void Progress()
    {
        if (time.GetElapsedTime(_toldAt) >= s_between)
        {
            _toldAt = time.GetTimestamp();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Shown.Count(Tally.Keys, "key")} of about {Expected:N0}: {Shown.Count(Tally.Tensors, "tensor")}, {Shown.Count(Tally.Models, "model")}, {Shown.Count(Tally.Scripts, "script")}, {Shown.Size(Tally.Bytes)}"));
        }
    }
}
