using System.Text.Json;
using RedisAi.Persistence;

namespace RedisAi.Scripts;

/// <summary>What a storage keeps of a script besides its text.</summary>
/// <param name="Backend">The backend that has compiled it, whether it was named or found.</param>
/// <param name="Options">How it is compiled.</param>
/// <param name="Notes">Texts of whoever has stored it.</param>
/// <param name="Registered">The digest of what the host had registered under the key; null for nothing.</param>
internal sealed record ScriptHead(string Backend, ScriptOptions Options, IReadOnlyDictionary<string, string> Notes, string? Registered)
{
    private const int Format = 1;

    public byte[] Write() => DurableJson.Write(json =>
    {
        json.WriteNumber("format", Format);
        json.WriteText("backend", Backend);
        json.WriteText("registered", Registered);
        json.WriteNamedTexts("notes", Notes);
        json.WriteStartObject("options");
        Options.WriteTo(json);
        json.WriteEndObject();
    });

    /// <summary>Reads what was written; see <see cref="DurableJson.IsDamage"/> for what it throws.</summary>
    public static ScriptHead Read(ReadOnlyMemory<byte> head)
    {
        using JsonDocument document = JsonDocument.Parse(head);
        JsonElement json = document.RootElement;
        json.CheckFormat(Format);
        ScriptOptions options = new();
        options.ReadFrom(json.GetProperty("options"));
        options.Validate();
        return new ScriptHead(json.Text("backend") ?? "", options, json.NamedTexts("notes"), json.Text("registered"));
    }
}
