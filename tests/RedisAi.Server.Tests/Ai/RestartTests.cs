using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RedisAi.Keyspace;
using RedisAi.Tests.Persistence;

namespace RedisAi.Server.Tests.Ai;

/// <summary>What clients have stored, after the server was started again.</summary>
public sealed class RestartTests
{
    private static readonly string[] s_questions =
    [
        "AI.MODELGET m", "AI.MODELGET m META", "AI.MODELGET m BLOB", "AI.MODELGET other META", "AI.SCRIPTGET s", "AI.SCRIPTGET old SOURCE", "AI.SCRIPTGET old META",
        "AI._MODELSCAN", "AI._SCRIPTSCAN", "TYPE m", "TYPE s", "AI.MODELEXECUTE m INPUTS 2 a a OUTPUTS 1 c", "AI.TENSORGET c VALUES", "AI.MODELGET gone META",
    ];

    [Fact]
    public async Task Models_and_scripts_answer_as_they_did_before_the_restart()
    {
        FakeStorage storage = new();
        byte[] model = await File.ReadAllBytesAsync(ModelPath());
        IReadOnlyList<string> before;
        using (IHost host = await StartAsync(storage))
        {
            using WireClient client = new(host.Services.GetRequiredService<IRespEndpoint>().Port);
            Store(client, model, "z", "ONNX cpu TAG last");
            Store(client, model, "m", "onnx cpu TAG half\udcffway BATCHSIZE 70000 MINBATCHSIZE 3 MINBATCHTIMEOUT 20");
            Store(client, model, "other", "ONNX CPU");
            Store(client, model, "gone", "ONNX CPU");
            Assert.Equal(Reply.Integer(1), client.Ask("DEL gone"));
            Assert.Equal(Reply.Status("OK"), Ask(client, "AI.SCRIPTSTORE s CPU TAG first ENTRY_POINTS 1 twice SOURCE", "def twice(tensors: List[Tensor], keys: List[str], args: List[str]):\n    return tensors[0] * 2\n"));
            Assert.Equal(Reply.Status("OK"), Ask(client, "AI.SCRIPTSET old cpu SOURCE", "def f(x):\n    return x\n"));
            client.Ask("AI.TENSORSET a FLOAT 2 VALUES 1 2");
            before = [.. s_questions.Select(question => client.Ask(question).ToString())];
            await host.StopAsync();
        }

        using IHost again = await StartAsync(storage.Reopened());
        using WireClient later = new(again.Services.GetRequiredService<IRespEndpoint>().Port);
        Assert.Equal(before, s_questions.Select(question => later.Ask(question).ToString()));

        // What is stored now comes after what was stored before.
        Store(later, model, "new", "ONNX CPU");
        Assert.Contains("new", later.Ask("AI._MODELSCAN").ToString(), StringComparison.Ordinal);
        await again.StopAsync();
    }

    [Fact]
    public async Task Model_that_the_key_does_not_take_is_not_kept()
    {
        FakeStorage storage = new();
        byte[] model = await File.ReadAllBytesAsync(ModelPath());
        using IHost host = await StartAsync(storage);
        using WireClient client = new(host.Services.GetRequiredService<IRespEndpoint>().Port);
        client.Ask("AI.TENSORSET a FLOAT 2 VALUES 1 2");
        Assert.Equal('-', Ask(client, "AI.MODELSTORE a ONNX CPU BLOB", model).Kind);
        Assert.Empty(storage.Items);
        await host.StopAsync();
    }

    [Fact]
    public async Task Flush_also_removes_what_has_failed_to_come_back()
    {
        FakeStorage storage = new();
        byte[] model = await File.ReadAllBytesAsync(ModelPath());
        using (IHost host = await StartAsync(storage))
        {
            using WireClient client = new(host.Services.GetRequiredService<IRespEndpoint>().Port);
            Store(client, model, "m", "ONNX CPU");
            Store(client, model, "whole", "ONNX CPU");
            Assert.Equal(Reply.Status("OK"), Ask(client, "AI.SCRIPTSET s CPU SOURCE", "def f(x):\n    return x\n"));
            await host.StopAsync();
        }

        foreach (DurableItemId damaged in storage.Items.Keys.Where(static id => id.Key != "whole"))
        {
            storage.Items[damaged] = storage.Items[damaged] with { Head = [1] };
        }

        using IHost again = await StartAsync(storage.Reopened());
        using WireClient later = new(again.Services.GetRequiredService<IRespEndpoint>().Port);
        Assert.Equal(Reply.Integer(1), later.Ask("DBSIZE"));
        Assert.Equal(3, storage.Items.Count);
        Assert.Equal(Reply.Status("OK"), later.Ask("FLUSHALL"));
        Assert.Empty(storage.Items);
        await again.StopAsync();
    }

    private static string ModelPath() => RedisAi.Testing.TestData.Path("onnx", "add_dynamic.onnx");

    private static void Store(WireClient client, byte[] model, string key, string options) =>
        Assert.Equal(Reply.Status("OK"), Ask(client, $"AI.MODELSTORE {key} {options} BLOB", model));

    private static Reply Ask(WireClient client, string command, string last) => Ask(client, command, LosslessText.Encode(last));

    private static Reply Ask(WireClient client, string command, byte[] last) =>
        client.Ask([.. command.Split(' ').Select(static token => (ReadOnlyMemory<byte>)LosslessText.Encode(token)), last]);

    private static async Task<IHost> StartAsync(FakeStorage storage)
    {
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddRedisAi().AddOnnxBackend().AddTorchBackend().AddTfLiteBackend().AddStorage(_ => storage).AddRespEndpoint(port: 0);
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
