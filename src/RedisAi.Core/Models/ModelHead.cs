using System.Runtime.InteropServices;
using System.Text.Json;
using RedisAi.Persistence;

namespace RedisAi.Models;

/// <summary>What a storage keeps of a version of a model besides its contents: what it is there for, and how it is loaded.</summary>
internal sealed record ModelHead
{
    private const int Format = 1;

    public VersionRole Role { get; init; }

    /// <summary>What a candidate or shadow gets.</summary>
    public double Share { get; init; }

    /// <summary>Of the version that serves: the highest number that any version under the key has had.</summary>
    public int Latest { get; init; }

    /// <summary>Of the version that serves: the number of the one that is kept for <see cref="IModelRegistry.RollBackAsync"/>; 0 for none.</summary>
    public int Previous { get; init; }

    /// <summary>Of the version that serves: the digest of what the host had registered under the key; null for nothing.</summary>
    public string? Registered { get; init; }

    /// <summary>Whether it is what the host had registered, so that neither contents nor options are kept: the registration gives them.</summary>
    public bool IsRegistration { get; init; }

    /// <summary>The backend that has loaded it, whether it was named or found.</summary>
    public string Backend { get; init; } = "";

    /// <summary>The name of the file without its folder; null where it came as bytes.</summary>
    public string? FileName { get; init; }

    /// <summary>Texts of whoever has stored it.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = DurableJson.NoNotes;

    /// <summary>The options, as JSON; empty for a registration.</summary>
    public ReadOnlyMemory<byte> Options { get; init; }

    public byte[] Write() => DurableJson.Write(json =>
    {
        json.WriteNumber("format", Format);
        json.WriteNumber("role", (int)Role);
        json.WriteNumber("share", Share);
        json.WriteNumber("latest", Latest);
        json.WriteNumber("previous", Previous);
        json.WriteText("registered", Registered);
        json.WriteBoolean("isRegistration", IsRegistration);
        json.WriteText("backend", Backend);
        json.WriteText("fileName", FileName);
        json.WriteNamedTexts("notes", Notes);
        if (!Options.IsEmpty)
        {
            json.WritePropertyName("options");
            json.WriteRawValue(Options.Span);
        }
    });

    /// <summary>Reads what was written; see <see cref="DurableJson.IsDamage"/> for what it throws.</summary>
    public static ModelHead Read(ReadOnlyMemory<byte> head)
    {
        using JsonDocument document = JsonDocument.Parse(head);
        JsonElement json = document.RootElement;
        json.CheckFormat(Format);
        VersionRole role = (VersionRole)json.GetProperty("role").GetInt32();
        return new ModelHead
        {
            Role = Enum.IsDefined(role) ? role : throw new InvalidDataException($"There is no role {role}."),
            Share = json.GetProperty("share").GetDouble(),
            Latest = json.GetProperty("latest").GetInt32() is >= 0 and < int.MaxValue / 2 and var latest ? latest : throw new InvalidDataException("The number of the latest version makes no sense."),
            Previous = json.GetProperty("previous").GetInt32(),
            Registered = json.Text("registered"),
            IsRegistration = json.GetProperty("isRegistration").GetBoolean(),
            Backend = json.Text("backend") ?? "",
            FileName = json.Text("fileName"),
            Notes = json.NamedTexts("notes"),
            Options = json.TryGetProperty("options", out JsonElement options) ? JsonMarshal.GetRawUtf8Value(options).ToArray() : default,
        };
    }
}
