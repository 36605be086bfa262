using RedisAi.Client.Protocol;
using RedisAi.Client.Replies;

namespace RedisAi.Client.Models;

/// <summary>What servers answer about models.</summary>
internal static class ModelReplies
{
    private static readonly string[] s_statistics = ["key", "type", "backend", "device", "tag", "duration", "samples", "calls", "errors"];

    /// <summary>The answer to AI._MODELSCAN: keys and tags, in the order of the keys.</summary>
    /// <exception cref="ReplyException">It is something else.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Scan(RespReply reply)
    {
        List<KeyValuePair<string, string>> models = [];
        foreach (RespReply entry in reply.Items)
        {
            models.Add(entry.Items is [{ } key, { } tag] ? new KeyValuePair<string, string>(key.Text, tag.Text) : throw ReplyException.Of(entry, "for a model "));
        }

        return reply.Kind == RespKind.Array ? [.. models.OrderBy(static model => model.Key, StringComparer.Ordinal)] : throw ReplyException.Of(reply);
    }

    /// <summary>The answer to AI.MODELGET META.</summary>
    /// <exception cref="ReplyException">It is something else.</exception>
    public static RemoteModelInfo Info(string key, RespReply reply)
    {
        WireModel model = WireModel.Parse(reply);
        return new RemoteModelInfo(
            key, model.Backend, model.Device, model.Tag, Count(model.BatchSize), Count(model.MinBatchSize), TimeSpan.FromMilliseconds(Count(model.MinBatchTimeout)))
        {
            Inputs = model.Inputs,
            Outputs = model.Outputs,
        };
    }

    /// <summary>The answer to AI.MODELGET BLOB, as one piece.</summary>
    /// <exception cref="ReplyException">It is something else, or longer than an array can be.</exception>
    public static byte[] File(RespReply reply)
    {
        IReadOnlyList<ReadOnlyMemory<byte>> chunks = WireModel.ParseBlob(reply);
        byte[] file = new byte[chunks.Sum(static chunk => (long)chunk.Length)];
        int at = 0;
        foreach (ReadOnlyMemory<byte> chunk in chunks)
        {
            chunk.CopyTo(file.AsMemory(at));
            at += chunk.Length;
        }

        return file;
    }

    /// <summary>Whether AI.INFO has nothing under a key.</summary>
    public static bool IsWithoutStatistics(RespReply reply) => reply.IsError && reply.Text.Contains("cannot find run info", StringComparison.OrdinalIgnoreCase);

    /// <summary>The answer to AI.INFO.</summary>
    /// <exception cref="ReplyException">It is something else.</exception>
    public static RemoteModelStatistics Statistics(RespReply reply)
    {
        ReplyFields fields = new(reply, s_statistics);
        return new RemoteModelStatistics(fields.Number("calls"), fields.Number("errors"), fields.Number("samples"), TimeSpan.FromTicks(Math.Clamp(fields.Number("duration"), 0, long.MaxValue / TimeSpan.TicksPerMicrosecond) * TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>The outputs at the end of a graph's replies.</summary>
    /// <exception cref="ReplyException">They are no tensors.</exception>
    public static IReadOnlyList<AiTensor> Outputs(RespReply reply, int inputs, int outputs)
    {
        if (reply.Items.Count != inputs + 1 + outputs)
        {
            throw ReplyException.Of(reply, $"to a graph of {inputs + 1 + outputs} operations ");
        }

        List<AiTensor> tensors = [];
        try
        {
            foreach (RespReply item in reply.Items.Skip(inputs + 1))
            {
                tensors.Add(WireTensor.Parse(item).ToTensor());
            }

            return tensors;
        }
        catch
        {
            tensors.ForEach(static tensor => tensor.Dispose());
            throw;
        }
    }

    /// <summary>A number that a server, which may be anybody's, gives for a count.</summary>
    private static int Count(long number) => number is >= 0 and <= int.MaxValue ? (int)number : throw new ReplyException($"the server answers {number} for a count");
}
