using System.Globalization;
using RedisAi.Client.Protocol;

namespace RedisAi.Client.Replies;

/// <summary>Goes through the keys of a server in steps, and finds out what is under them.</summary>
internal static class KeyScan
{
    private const string StepKeys = "200";

    /// <summary>The next step: some keys, and where to go on.</summary>
    /// <param name="cursor">Where to go on; 0 at the start.</param>
    /// <param name="pattern">Which keys, as in KEYS.</param>
    public static RespCommand Step(ulong cursor, string pattern) =>
        RespCommand.Of("SCAN", cursor.ToString(CultureInfo.InvariantCulture)).Add("MATCH", pattern).Add("COUNT", StepKeys);

    /// <summary>The keys of a step, and where to go on; that is 0 at the end.</summary>
    /// <exception cref="InvalidDataException">The server answers something else.</exception>
    public static (ulong Cursor, IReadOnlyList<ReadOnlyMemory<byte>> Keys) Parse(RespReply reply) =>
        reply.Items is [{ } next, { Kind: RespKind.Array } keys] && ulong.TryParse(next.Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong following)
            ? (following, [.. keys.Items.Select(static key => key.Bytes)])
            : throw new InvalidDataException($"SCAN is answered with {reply}.");

    /// <summary>What asks for what is under keys, and how long that lives: two commands for each.</summary>
    public static IEnumerable<RespCommand> Describe(IEnumerable<ReadOnlyMemory<byte>> keys) =>
        keys.SelectMany(static key => (RespCommand[])[RespCommand.Of("TYPE", key), RespCommand.Of("PTTL", key)]);

    /// <summary>What the two replies for a key say; null when it has gone meanwhile.</summary>
    /// <exception cref="InvalidDataException">The server answers something else.</exception>
    public static WireKey? Parse(ReadOnlyMemory<byte> key, RespReply type, RespReply left)
    {
        if (type.IsError || left.Number is null)
        {
            throw new InvalidDataException($"TYPE and PTTL are answered with {type} and {left}.");
        }

        return type.Text == "none" ? null : new WireKey(key, type.Text, left.Number is >= 0 and long time ? time : null);
    }
}
