using System.Text.Json;
using RedisAi.Persistence;

namespace RedisAi.Store.Redis;

/// <summary>All that is under a key of the shared catalog at one revision.</summary>
/// <param name="Items">The versions, in the order in which they were put.</param>
internal sealed record SharedManifest(IReadOnlyList<SharedItem> Items)
{
    private const int Format = 1;
    private const int MaxItems = 10_000;

    /// <summary>The most pieces of a content; their keys are gone through by scripts.</summary>
    private const int MaxPieces = 1 << 20;

    public static SharedManifest Empty { get; } = new([]);

    /// <summary>The blobs, as scripts are told of them.</summary>
    public string Blobs => string.Join(' ', Items.SelectMany(static item => item.Parts).DistinctBy(static part => part.Digest).Select(static part => $"{part.Digest}:{part.Pieces}"));

    /// <summary>The highest number of a version; 0 for none.</summary>
    public int Latest => Items.Select(static item => item.Version).DefaultIfEmpty(0).Max();

    /// <summary>What is there after some changes.</summary>
    /// <param name="changes">The changes, in their order.</param>
    /// <param name="partsOf">The contents of what is put, by the number of its version.</param>
    public SharedManifest After(IReadOnlyList<DurableItemChange> changes, IReadOnlyDictionary<int, IReadOnlyList<SharedPart>> partsOf)
    {
        List<SharedItem> items = [.. Items];
        foreach (DurableItemChange change in changes)
        {
            int version = change.Id.Version;
            int place = items.FindIndex(item => item.Version == version);
            switch (change.Kind)
            {
                case DurableItemChangeKind.Put:
                    items.RemoveAll(item => item.Version == version);
                    items.Add(new SharedItem(version, change.Head, partsOf[version]));
                    break;
                case DurableItemChangeKind.SetHead when place >= 0:
                    items[place] = items[place] with { Head = change.Head };
                    break;
                case DurableItemChangeKind.Remove:
                    items.RemoveAll(item => item.Version == version);
                    break;
                case DurableItemChangeKind.RemoveUpTo:
                    items.RemoveAll(item => item.Version <= version);
                    break;
            }
        }

        return new SharedManifest(items);
    }

    public IReadOnlyList<DurableItem> AsDurable(SharedLineId id) => [.. Items.Select(item => item.AsDurable(id))];

    public SharedPart? Find(int version, string name) =>
        Items.FirstOrDefault(item => item.Version == version)?.Parts.FirstOrDefault(part => part.Name == name);

    /// <summary>The bytes in Redis; none when there is nothing.</summary>
    public byte[] Write() => Items.Count == 0 ? [] : DurableJson.Write(json =>
    {
        json.WriteNumber("format", Format);
        json.WriteStartArray("items");
        foreach (SharedItem item in Items)
        {
            json.WriteStartObject();
            json.WriteNumber("version", item.Version);
            json.WriteBase64String("head", item.Head.Span);
            json.WriteStartArray("parts");
            foreach (SharedPart part in item.Parts)
            {
                json.WriteStartObject();
                json.WriteText("name", part.Name);
                json.WriteNumber("bytes", part.ByteLength);
                json.WriteString("sha256", part.Digest);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Reads what was written; see <see cref="DurableJson.IsDamage"/> for what it throws.</summary>
    public static SharedManifest Read(ReadOnlyMemory<byte> bytes)
    {
        using JsonDocument document = JsonDocument.Parse(bytes);
        document.RootElement.CheckFormat(Format);
        JsonElement items = document.RootElement.GetProperty("items");
        return items.GetArrayLength() <= MaxItems
            ? new SharedManifest([.. items.EnumerateArray().Select(ReadItem)])
            : throw new InvalidDataException($"It has {items.GetArrayLength()} versions; {MaxItems} at most make sense.");
    }

    private static SharedItem ReadItem(JsonElement item) => new(
        item.GetProperty("version").GetInt32() is > 0 and var version ? version : throw new InvalidDataException("The number of a version makes no sense."),
        item.GetProperty("head").GetBytesFromBase64(),
        [.. item.GetProperty("parts").EnumerateArray().Select(ReadPart)]);

    private static SharedPart ReadPart(JsonElement json)
    {
        SharedPart part = new(json.Text("name") ?? "", json.GetProperty("bytes").GetInt64(), json.Text("sha256") ?? "");
        bool isSane = part.ByteLength is >= 0 and <= (long)MaxPieces * SharedPart.PieceBytes && part.Digest.Length == SharedPart.DigestLength && part.Digest.All(char.IsAsciiHexDigitLower);
        return isSane ? part : throw new InvalidDataException($"Its content '{part.Name}' is said to have {part.ByteLength} bytes and the digest '{part.Digest}'.");
    }
}
