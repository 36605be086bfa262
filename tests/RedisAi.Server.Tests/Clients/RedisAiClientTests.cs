using System.Text.Json;
using System.Text.RegularExpressions;
using RedisAi.Server.Tests.Hosting;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Clients;

/// <summary>RedisAI's clients against the server. What they get was compared with the specification when the reviewed files were made.</summary>
public sealed partial class RedisAiClientTests
{
    [Fact]
    public async Task Every_method_of_the_JavaScript_client_gets_what_RedisAI_answers()
    {
        string node = ClientProgram.Find("node", "nodejs");
        string folder = Path.Combine(TestData.Root, "artifacts", "clients", "redis-modules-sdk");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules", "redis-modules-sdk")), "redis-modules-sdk is not there: eng/fetch.sh redis-modules-sdk gets it.");
        await using EngineHost host = await EngineHost.StartAsync(withBackends: true);

        (int exitCode, string output, string errors) = await ClientProgram.RunAsync(
            node, [ClientProgram.Beside("redisai.js"), folder, $"{host.Port}", TestData.Path("onnx", "add16.onnx")]);

        Assert.Equal((0, ""), (exitCode, errors));
        using JsonDocument document = JsonDocument.Parse(output);
        string[] used = [.. document.RootElement.GetProperty("results").EnumerateArray().Select(static result => result[0].GetString()!.Split('(')[0]).Distinct()];
        Assert.Empty(document.RootElement.GetProperty("methods").EnumerateArray().Select(static method => method.GetString()!).Except(used));
        Snapshot.AssertMatches(
            string.Concat(document.RootElement.GetProperty("results").EnumerateArray().Select(static result => $"{result[0].GetString()}: {Shown(result[1])}\n")), "redisai.js.txt");
    }

    [Fact]
    public async Task Every_command_of_the_Python_client_gets_what_RedisAI_answers()
    {
        string? fixtures = Environment.GetEnvironmentVariable("REDISAI_FIXTURES");
        Assert.SkipWhen(fixtures is null, "REDISAI_FIXTURES is not set.");
        string python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(python) && (await ClientProgram.RunAsync(python, ["-c", "import redis"])).ExitCode == 0, "redis-py is not installed: it is in the package python3-redis.");
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(fixtures!, "redisai", "client-commands.json")));
        (string Call, JsonElement Command)[] commands =
        [
            .. document.RootElement.GetProperty("steps").EnumerateArray()
                .SelectMany(static step => step.GetProperty("commands").EnumerateArray().Select(command => (step.GetProperty("call").GetString()!, command))),
        ];
        await using EngineHost host = await EngineHost.StartAsync(withBackends: true);
        using (RespClient client = host.Connect())
        {
            // One of the calls takes it as it is in the recording, where nothing has made it.
            client.Ask("AI.TENSORSET", "a", "FLOAT", "2", "VALUES", "1", "2");
        }

        (int exitCode, string output, string errors) = await ClientProgram.RunAsync(
            python, [ClientProgram.Beside("redisai.py"), $"{host.Port}"], $"[{string.Join(',', commands.Select(static command => WithModel(command.Command)))}]");

        Assert.Equal((0, ""), (exitCode, errors));
        using JsonDocument replies = JsonDocument.Parse(output);
        Assert.Equal(commands.Length, replies.RootElement.GetArrayLength());
        Snapshot.AssertMatches(
            string.Concat(commands.Zip(replies.RootElement.EnumerateArray(), static (command, reply) => $"{command.Call}, {command.Command[0].GetString()}: {Shown(reply)}\n")), "redisai.py.txt");
    }

    [GeneratedRegex("\"[$]duration\", [0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Duration();

    /// <summary>The command as JSON, with a model where the recording has a few bytes that stand for one.</summary>
    private static string WithModel(JsonElement command)
    {
        string[] tokens = [.. command.EnumerateArray().Select(static token => token.GetRawText())];
        string Word(int place) => command[place].ValueKind == JsonValueKind.String ? command[place].GetString()!.ToUpperInvariant() : "";
        if (tokens.Length > 3 && Word(0) is "AI.MODELSTORE" or "AI.MODELSET" && Word(2) is "TORCH" or "ONNX")
        {
            byte[] model = File.ReadAllBytes(Word(2) == "TORCH" ? TestData.Path("torch", "add16.pt") : TestData.Path("onnx", "add16.onnx"));
            tokens[^1] = $"{{\"base64\":\"{Convert.ToBase64String(model)}\"}}";
        }

        return $"[{string.Join(',', tokens)}]";
    }

    /// <summary>A reply on one line; of a long one, as of a model's file, the beginning. Times differ.</summary>
    private static string Shown(JsonElement reply)
    {
        string text = Duration().Replace(reply.GetRawText(), "\"$$duration\", 0");
        return text.Length <= 1000 ? text : $"{text[..300]}...";
    }
}
