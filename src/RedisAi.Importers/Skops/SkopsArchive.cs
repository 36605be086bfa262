using System.Text.Json;
using RedisAi.Backends;
using RedisAi.Importers.Reading;

namespace RedisAi.Importers.Skops;

/// <summary>An archive of skops, open as long as arrays of it are read. Nothing in it is executed.</summary>
internal sealed class SkopsArchive : IDisposable
{
    /// <summary>The entry that describes the objects.</summary>
    public const string Schema = "schema.json";

    private const long MaxSchemaBytes = 256 << 20;

    private const int HeadBytes = 256;

    private readonly ArchiveFile _archive;

    private SkopsArchive(ArchiveFile archive, SkopsObject root, string version)
    {
        (_archive, Root, Version) = (archive, root, version);
    }

    /// <summary>The object that was saved.</summary>
    public SkopsObject Root { get; }

    /// <summary>The version of skops that wrote the archive; empty when it does not say.</summary>
    public string Version { get; }

    /// <summary>Opens an archive and reads its objects, but not their arrays.</summary>
    /// <exception cref="ModelLoadException">It is damaged, or holds what is not read.</exception>
    public static SkopsArchive Open(ModelContent content, CancellationToken cancellationToken)
    {
        ArchiveFile archive = ArchiveFile.Open(content);
        try
        {
            using JsonDocument schema = BoundedJson.Parse(archive.Read(Schema, MaxSchemaBytes), Schema);
            SkopsValue root = new SkopsReader(archive, cancellationToken).Read(schema.RootElement);
            string version = schema.RootElement.TryGetProperty("_skops_version", out JsonElement said) && said.ValueKind == JsonValueKind.String ? said.GetString()! : "";
            return new SkopsArchive(archive, root.AsObject(), version);
        }
        catch (InvalidOperationException error)
        {
            // What JsonElement throws at a string that is no text: half of a surrogate pair.
            archive.Dispose();
            throw new ModelLoadException($"'{Schema}' holds a string that is no text: {error.Message}", error);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>Whether a model is an archive of skops: one with a description of objects that begins with a class. Reads little. A damaged one is one, too, as far as that can be told.</summary>
    public static bool IsOne(ModelContent content)
    {
        try
        {
            using ArchiveFile archive = ArchiveFile.Open(content);
            return archive.Contains(Schema) && BeginsWithClass(archive.ReadHead(Schema, HeadBytes));
        }
        catch (ModelLoadException)
        {
            // Nobody else can read it either; the importer says what is wrong.
            return SkopsFormat.IsNamedSo(content) || SkopsFormat.StartsAsArchive(content.Head.Span);
        }
    }

    private static bool BeginsWithClass(ReadOnlySpan<byte> head)
    {
        try
        {
            Utf8JsonReader reader = new(head, isFinalBlock: false, state: default);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("__class__"u8);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public void Dispose() => _archive.Dispose();
}
