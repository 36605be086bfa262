using System.Text;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>The keys in Redis of what processes share of models, scripts and plans: all in one slot, so that a script can change them in one step.</summary>
internal sealed class ModelKeys(KeyNames names)
{
    private readonly string _root = $"{names.Family}-model:{{models}}:";

    /// <summary>A hash: the revisions of each line, the one that serves and the one that is to.</summary>
    public RedisKey Index => _root + "index";

    /// <summary>A hash: how many manifests have a blob, by its digest.</summary>
    public RedisKey References => _root + "references";

    /// <summary>The latest revision of any line, and when the catalog was begun.</summary>
    public RedisKey Revision => _root + "revision";

    /// <summary>A hash: the highest number that a version of a line has had, also once it is removed.</summary>
    public RedisKey Numbers => _root + "numbers";

    /// <summary>A sorted set: until when each process counts as alive.</summary>
    public RedisKey Processes => _root + "processes";

    /// <summary>A hash: where each process is.</summary>
    public RedisKey Addresses => _root + "addresses";

    /// <summary>A key that never exists, among those of scripts that look for pieces: see <see cref="SessionNames.AbsentOf"/>.</summary>
    public RedisKey Absent => _root + "absent";

    /// <summary>The channel that tells of lines that have changed.</summary>
    public string Channel => names.Family + "-models";

    /// <summary>What the keys of pieces begin with, before the digest, a colon and the number of the piece.</summary>
    public string PiecePrefix => _root + "piece:";

    /// <summary>A hash: what serves under a key and what is to.</summary>
    public RedisKey LineOf(SharedLineId id) => Of("line:", id);

    /// <summary>A hash: how far each process is.</summary>
    public RedisKey StatesOf(SharedLineId id) => Of("states:", id);

    /// <summary>The token of whose turn it is to change a line.</summary>
    public RedisKey TurnOf(SharedLineId id) => Of("turn:", id);

    public RedisKey PieceOf(string digest, int piece) => $"{PiecePrefix}{digest}:{piece}";

    private RedisKey Of(string room, SharedLineId id) => (RedisKey)(byte[])[.. Encoding.UTF8.GetBytes(_root + room), .. (byte[]?)id.Name ?? []];
}
