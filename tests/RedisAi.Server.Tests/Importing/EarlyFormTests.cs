using RedisAi.Server.Tests.Ai;
using RedisAi.Server.Tests.Hosting;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Importing;

/// <summary>Servers that answer as earlier versions of RedisAI do, or what cannot be brought over.</summary>
public sealed class EarlyFormTests
{
    private const string Arity = "-ERR wrong number of arguments for 'command' command\r\n";

    [Theory]
    [InlineData("AI.TENSORGET k META BLOB", "*6\r\n$5\r\nDTYPE\r\n$5\r\nFLOAT\r\n$5\r\nSHAPE\r\n*2\r\n:1\r\n:1\r\n$4\r\nBLOB\r\n$4\r\n\0\0\0\0\r\n")]
    [InlineData("AI.TENSORGET k BLOB", "*3\r\n$5\r\nFLOAT\r\n*2\r\n:1\r\n:1\r\n$4\r\n\0\0\0\0\r\n")]
    public async Task Tensor_is_understood_with_and_without_labels(string known, string reply)
    {
        await using EngineHost target = await EngineHost.StartAsync();
        using FakeServer early = new(command => FakeServer.AnswerFor(command, "AI_TENSOR") ?? (command == known ? reply : Arity));

        ImportRun run = await ImportRun.Of(early.Url, "--into", $"redis://127.0.0.1:{target.Port}");

        Assert.Equal(0, run.ExitCode);
        using WireClient client = new(target.Port);
        Assert.Equal("*6[$dtype $FLOAT $shape *2[:1 :1] $blob $\\u0000\\u0000\\u0000\\u0000]", $"{client.Ask("AI.TENSORGET k")}");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task Model_is_understood_whole_or_in_pieces_with_and_without_labels(bool hasLabels, bool hasTag)
    {
        string file = File.ReadAllText(TestData.Path("onnx", "add16.onnx"), System.Text.Encoding.Latin1);
        string blob = $"${file.Length}\r\n{file}\r\n";
        string tag = hasTag ? "$2\r\nv1\r\n" : "";
        string meta = $"*{(hasTag ? 6 : 4)}\r\n$7\r\nBACKEND\r\n$4\r\nONNX\r\n$6\r\nDEVICE\r\n$3\r\nCPU\r\n{(hasTag ? $"$3\r\nTAG\r\n{tag}" : "")}";
        await using EngineHost target = await EngineHost.StartAsync(withBackends: true);
        using FakeServer early = new(command => FakeServer.AnswerFor(command, "AI__MODEL") ?? command switch
        {
            "AI.MODELGET k META" => hasLabels ? meta : Arity,
            "AI.MODELGET k BLOB" => hasLabels ? $"*2\r\n$10\r\n{file[..10]}\r\n${file.Length - 10}\r\n{file[10..]}\r\n" : Arity,
            "AI.MODELGET k" => $"*{(hasTag ? 4 : 3)}\r\n$4\r\nONNX\r\n$3\r\nCPU\r\n{tag}{blob}",
            _ => Arity,
        });

        ImportRun run = await ImportRun.Of(early.Url, "--into", $"redis://127.0.0.1:{target.Port}");

        Assert.Equal(0, run.ExitCode);
        using WireClient client = new(target.Port);
        Assert.Equal(file.Length, RedisAi.Keyspace.LosslessText.Encode(client.Ask("AI.MODELGET k BLOB").Text).Length);
        Assert.Equal($"[$k ${(hasTag ? "v1" : "")}]", $"{client.Ask("AI._MODELSCAN").Items[0]}"[2..]);
    }

    [Theory]
    [InlineData("AI.SCRIPTGET k META SOURCE", "*6\r\n$6\r\nDEVICE\r\n$3\r\nCPU\r\n$3\r\nTAG\r\n$1\r\nt\r\n$6\r\nSOURCE\r\n$24\r\ndef f(x):\n    return x+x\r\n")]
    [InlineData("AI.SCRIPTGET k", "*2\r\n$3\r\nCPU\r\n$24\r\ndef f(x):\n    return x+x\r\n")]
    public async Task Script_is_understood_with_and_without_labels(string known, string reply)
    {
        await using EngineHost target = await EngineHost.StartAsync(withBackends: true);
        using FakeServer early = new(command => FakeServer.AnswerFor(command, "AI_SCRIPT") ?? (command == known ? reply : Arity));

        ImportRun run = await ImportRun.Of(early.Url, "--into", $"redis://127.0.0.1:{target.Port}");

        Assert.Equal(0, run.ExitCode);
        using WireClient client = new(target.Port);
        Assert.Equal("$def f(x):\\u000a    return x+x", $"{client.Ask("AI.SCRIPTGET k SOURCE")}");
    }

    [Theory]
    [InlineData("AI__MODEL", "*4\r\n$7\r\nbackend\r\n$2\r\nTF\r\n$6\r\ndevice\r\n$3\r\nCPU\r\n", "model 'k': it is a model for TensorFlow, which is not here; convert it to ONNX or TensorFlow Lite")]
    [InlineData("AI__MODEL", "*3\r\n:1\r\n:2\r\n:3\r\n", "model 'k': for the file of the model the server answers '3'")]
    [InlineData("AI__MODEL", "*0\r\n", "model 'k': the server answers an array of 0, which is no form of RedisAI that is known")]
    [InlineData("AI_TENSOR", "-ERR unsupported dtype\r\n", "tensor 'k': the server answers the error 'ERR unsupported dtype'")]
    [InlineData("AI_TENSOR", "*6\r\n$5\r\ndtype\r\n$5\r\nFLOAT\r\n$5\r\nshape\r\n*1\r\n$1\r\nx\r\n$4\r\nblob\r\n$0\r\n\r\n", "tensor 'k': the shape of the tensor has 'x'")]
    [InlineData("AI_TENSOR", "*6\r\n$5\r\ndtype\r\n$5\r\nFLOAT\r\n$5\r\nshape\r\n*1\r\n:-1\r\n$4\r\nblob\r\n$0\r\n\r\n", "tensor 'k': ERR invalid or negative value found in tensor shape")]
    [InlineData("AI_SCRIPT", "$5\r\n\u001b[31m\r\n", "script 'k': the server answers '\\u001b[31m'")]
    public async Task What_cannot_be_brought_over_is_told_with_the_reason(string type, string reply, string told)
    {
        await using EngineHost target = await EngineHost.StartAsync(withBackends: true);
        using FakeServer source = new(command => FakeServer.AnswerFor(command, type) ?? reply);

        ImportRun run = await ImportRun.Of(source.Url, "--into", $"redis://127.0.0.1:{target.Port}");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains($"Left out, 1 of them:\n  {told}\n", run.Output, StringComparison.Ordinal);
        Assert.StartsWith(told, run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AI_TENSOR", "-ERR tensor key is empty or in a different shard\r\n")]
    [InlineData("AI__MODEL", "-ERR model key is empty\r\n")]
    [InlineData("AI_SCRIPT", "-ERR script key is empty\r\n")]
    public async Task What_has_gone_meanwhile_is_not_missed(string type, string reply)
    {
        await using EngineHost target = await EngineHost.StartAsync();
        using FakeServer source = new(command => FakeServer.AnswerFor(command, type) ?? reply);

        ImportRun run = await ImportRun.Of(source.Url, "--into", $"redis://127.0.0.1:{target.Port}");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("Imported 0 tensors, 0 models and 0 scripts: 0 bytes.\n", run.Output);
    }
}
