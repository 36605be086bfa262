using System.Text.Json;
using RedisAi.Keyspace;

namespace RedisAi.Server.Tests.Ai;

/// <summary>What real clients send, as it was recorded. The models in it are none, so that their commands are answered with errors; no command may fail otherwise than the specification says.</summary>
public sealed class FixtureTests
{
    private static readonly string[] s_transactions = ["multi", "exec"];

    [Theory]
    [InlineData("client-commands.json")]
    [InlineData("client-commands-js.json")]
    public async Task Commands_of_a_client_are_understood(string file)
    {
        string? folder = Environment.GetEnvironmentVariable("REDISAI_FIXTURES");
        Assert.SkipWhen(folder is null, "REDISAI_FIXTURES is not set.");
        await using Endpoint endpoint = new();
        await PrepareAsync(endpoint);
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder!, "redisai", file)));
        List<string> refused = [];

        foreach (JsonElement step in document.RootElement.GetProperty("steps").EnumerateArray())
        {
            foreach (JsonElement command in step.GetProperty("commands").EnumerateArray())
            {
                ReadOnlyMemory<byte>[] tokens = [.. command.EnumerateArray().Select(static token => (ReadOnlyMemory<byte>)TableRow.Bytes(token))];
                if (s_transactions.Contains(LosslessText.Decode(tokens[0].Span), StringComparer.OrdinalIgnoreCase))
                {
                    continue;
                }

                Reply reply = await endpoint.SendAsync(tokens);
                if (reply.Kind == '-')
                {
                    refused.Add($"{step.GetProperty("call").GetString()}: {reply}");
                }
            }
        }

        Assert.Equal(Refused(file), refused);
    }

    /// <summary>What must be there already, since the recorded models cannot be loaded.</summary>
    private static async Task PrepareAsync(Endpoint endpoint)
    {
        foreach (string key in (string[])["m", "m2", "o"])
        {
            await endpoint.Engine.Models.StoreAsync(key, ModelSource.FromFunction(["a", "b"], ["y"], static inputs => [inputs[0]]), new ModelOptions { WarmUp = false });
        }

        await endpoint.SendAsync("AI.TENSORSET a FLOAT 2 VALUES 1 2");
    }

    private static string[] Refused(string file) => file == "client-commands.json"
        ?
        [
            "modelstore(torch): -...",
        ]
        : ["..."];
}
