using System.Text.Json;
using RedisAi.Keyspace;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Ai;

/// <summary>What real clients send, as it was recorded, with models in the place of the few bytes that stand for them there.</summary>
public sealed class FixtureTests
{
    private static readonly string[] s_transactions = ["MULTI", "EXEC"];

    [Theory]
    [InlineData("client-commands.json", "add16.pt", "modelstore(tf): -ERR Could not load backend")]
    [InlineData(
        "client-commands-js.json",
        "identity.pt",
        "tensorset(blob): -ERR invalid value\nmodelstore: -ERR INPUTS argument should not be specified for this backend\ninfo: -ERR cannot find run info for key\ninfo(RESETSTAT): -ERR cannot find run info for key")]
    public async Task Commands_of_a_client_are_understood_but_for_those_that_are_wrong(string file, string model, string refused)
    {
        string? folder = Environment.GetEnvironmentVariable("REDISAI_FIXTURES");
        Assert.SkipWhen(folder is null, "REDISAI_FIXTURES is not set.");
        await using Endpoint endpoint = new();
        await endpoint.SendAsync("AI.TENSORSET a FLOAT 2 VALUES 1 2");
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder!, "redisai", file)));
        List<string> errors = [];

        foreach (JsonElement step in document.RootElement.GetProperty("steps").EnumerateArray())
        {
            foreach (JsonElement command in step.GetProperty("commands").EnumerateArray())
            {
                ReadOnlyMemory<byte>[] tokens = WithModel([.. command.EnumerateArray().Select(static token => (ReadOnlyMemory<byte>)TableRow.Bytes(token))], model);
                string name = LosslessText.Decode(tokens[0].Span);
                if (!s_transactions.Contains(name) && await endpoint.SendAsync(tokens) is var reply && HasError(reply))
                {
                    errors.Add($"{step.GetProperty("call").GetString()}: {reply}");
                }
            }
        }

        Assert.Equal(refused, string.Join('\n', errors));
    }

    private static bool HasError(Reply reply) => reply.Kind == '-' || reply.Items.Any(HasError);

    /// <summary>Puts a model where a recorded command has something that is none.</summary>
    private static ReadOnlyMemory<byte>[] WithModel(ReadOnlyMemory<byte>[] tokens, string torch)
    {
        string[] texts = [.. tokens.Take(3).Select(static token => LosslessText.Decode(token.Span).ToUpperInvariant())];
        if (texts[0] is "AI.MODELSTORE" or "AI.MODELSET" && texts[2] is "TORCH" or "ONNX")
        {
            tokens[^1] = File.ReadAllBytes(texts[2] == "TORCH" ? TestData.Path("torch", torch) : TestData.Path("onnx", "add16.onnx"));
        }

        return tokens;
    }
}
