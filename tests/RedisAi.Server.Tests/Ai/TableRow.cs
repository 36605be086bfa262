using System.Text.Json;
using RedisAi.Keyspace;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Ai;

/// <summary>A row of a table of the specification, as <c>tests/data/redisai</c> has it.</summary>
internal sealed class TableRow(JsonElement row)
{
    public string Name => $"{row.GetProperty("section").GetString()}: {row.GetProperty("what").GetString()}";

    /// <summary>What must be there: onnx, torch; no-gpu.</summary>
    public IReadOnlyList<string> Needs => row.TryGetProperty("needs", out JsonElement needs) ? [.. needs.EnumerateArray().Select(static need => need.GetString()!)] : [];

    /// <summary>Whether it is about a machine without CUDA, and this one has it.</summary>
    public bool IsForOtherMachines => Needs.Contains("no-gpu") && File.Exists("/dev/nvidiactl");

    /// <summary>Commands that come before, and whether they fail.</summary>
    public IEnumerable<(ReadOnlyMemory<byte>[] Tokens, bool Fails)> Setup => Commands("setup");

    /// <summary>Commands that set back what others would see.</summary>
    public IEnumerable<(ReadOnlyMemory<byte>[] Tokens, bool Fails)> After => Commands("after");

    /// <summary>Whether the command is one of a MULTI.</summary>
    public bool IsInTransaction => row.TryGetProperty("transaction", out _);

    public ReadOnlyMemory<byte>[] Command => Tokens(row.GetProperty("command"));

    public ReplyPattern Reply => new(row.GetProperty("reply"));

    /// <summary>All rows of a table.</summary>
    public static IEnumerable<TableRow> ReadAll(string table)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(TestData.Path("redisai", $"{table}.json")));
        return [.. document.RootElement.GetProperty("rows").EnumerateArray().Select(static row => new TableRow(row.Clone()))];
    }

    /// <summary>The bytes of a token: a text, bytes in base 64, or a file or a part of one.</summary>
    public static byte[] Bytes(JsonElement token)
    {
        if (token.ValueKind == JsonValueKind.String)
        {
            return LosslessText.Encode(token.GetString()!);
        }

        if (token.TryGetProperty("base64", out JsonElement base64))
        {
            return base64.GetBytesFromBase64();
        }

        byte[] file = File.ReadAllBytes(TestData.Path(token.GetProperty("file").GetString()!));
        int from = token.TryGetProperty("from", out JsonElement start) ? start.GetInt32() : 0;
        int to = token.TryGetProperty("to", out JsonElement end) ? end.GetInt32() : file.Length;
        return file[from..to];
    }

    private IEnumerable<(ReadOnlyMemory<byte>[] Tokens, bool Fails)> Commands(string name)
    {
        if (!row.TryGetProperty(name, out JsonElement commands))
        {
            yield break;
        }

        foreach (JsonElement command in commands.EnumerateArray())
        {
            bool fails = command.ValueKind == JsonValueKind.Object;
            yield return (Tokens(fails ? command.GetProperty("fails") : command), fails);
        }
    }

    private static ReadOnlyMemory<byte>[] Tokens(JsonElement command) => [.. command.EnumerateArray().Select(static token => (ReadOnlyMemory<byte>)Bytes(token))];
}
