using System.Globalization;
using System.Text;
using RedisAi.Client.Protocol;
using RedisAi.Client.Replies;

namespace RedisAi.Server.Importing;

/// <summary>What an import came to.</summary>
internal sealed class ImportTally
{
    /// <summary>Those that were left out are told one by one, but not more of them.</summary>
    private const int MaxTold = 1000;

    private readonly SortedDictionary<string, long> _others = new(StringComparer.Ordinal);
    private readonly List<string> _skipped = [];

    /// <summary>The keys that were looked at.</summary>
    public long Keys { get; set; }

    public long Tensors { get; private set; }

    public long Models { get; private set; }

    public long Scripts { get; private set; }

    /// <summary>The bytes of what was written.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many were there before, and were left as they are.</summary>
    public long Present { get; set; }

    /// <summary>How many tensors, models and scripts could not be brought over.</summary>
    public long Skipped { get; private set; }

    /// <summary>What was passed over, since it is none of RedisAI's: how many keys of each type.</summary>
    public IReadOnlyDictionary<string, long> Others => _others;

    /// <summary>The first of those that could not be brought over, in words.</summary>
    public IReadOnlyList<string> Told => _skipped;

    /// <summary>Counts something that is there now.</summary>
    public void Add(WireKey key, long bytes)
    {
        Bytes += bytes;
        Tensors += key.Type == KeyTypes.Tensor ? 1 : 0;
        Models += key.Type == KeyTypes.Model ? 1 : 0;
        Scripts += key.Type == KeyTypes.Script ? 1 : 0;
    }

    /// <summary>Counts something that is left out, and returns it in words.</summary>
    public string Skip(WireKey key, string reason)
    {
        string told = $"{WordOf(key.Type)} '{Shown.Text(key.Key.Span)}': {Shown.Text(reason)}";
        Skipped++;
        if (_skipped.Count < MaxTold)
        {
            _skipped.Add(told);
        }

        return told;
    }

    /// <summary>Counts a key that is none of RedisAI's.</summary>
    public void Other(string type)
    {
        string shown = Shown.Text(type);
        _others[shown] = _others.GetValueOrDefault(shown) + 1;
    }

    /// <summary>All of it, in words.</summary>
    public string Summary()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Imported {Shown.Count(Tensors, "tensor")}, {Shown.Count(Models, "model")} and {Shown.Count(Scripts, "script")}: {Shown.Size(Bytes)}.\n");
        if (Present > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Shown.Count(Present, "key")} had been there before, and stayed as they were (--replace writes them again).\n");
        }

        if (_others.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"Passed over, since they are none of RedisAI's: {string.Join(", ", _others.Select(static other => $"{Shown.Count(other.Value, "key")} of the type {other.Key}"))}.\n");
        }

        if (Skipped > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"Left out, {Skipped} of them:\n");
            _skipped.ForEach(told => text.Append("  ").Append(told).Append('\n'));
            if (Skipped > _skipped.Count)
            {
                text.Append(CultureInfo.InvariantCulture, $"  and {Skipped - _skipped.Count} more\n");
            }
        }

        return text.ToString();
    }

    private static string WordOf(string type) => type switch
    {
        KeyTypes.Tensor => "tensor",
        KeyTypes.Model => "model",
        _ => "script",
    };
}
