using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RedisAi.Keyspace;
using RedisAi.Server.Tests.Ai;
using RedisAi.Server.Tests.Connections;
using RedisAi.Server.Tests.Hosting;
using RedisAi.Store.Sqlite;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Importing;

/// <summary>Moving over from one server to another, or into a file.</summary>
public sealed class ImportTests
{
    private const string Script = "def bar(tensors: List[Tensor], keys: List[str], args: List[str]):\n    return tensors[0] + tensors[1]\n";

    private static readonly string[] s_tensors =
    [
        "f FLOAT 2 2 VALUES 1 2.5 3 4", "d DOUBLE 1 VALUES 1e300", "i8 INT8 3 VALUES 1 2 3", "i16 INT16 1 VALUES 300", "i32 INT32 1 VALUES 70000", "i64 INT64 1 VALUES 5000000000",
        "u8 UINT8 1 VALUES 255", "u16 UINT16 1 VALUES 65535", "b BOOL 2 VALUES 1 0", "s STRING 2 VALUES one two", "scalar FLOAT VALUES 7",
    ];

    [Fact]
    public async Task Tensors_models_and_scripts_go_from_one_server_to_another_as_they_are()
    {
        await using EngineHost source = await EngineHost.StartAsync(withBackends: true);
        await using EngineHost target = await EngineHost.StartAsync(withBackends: true);
        using WireClient from = new(source.Port);
        using WireClient to = new(target.Port);
        Fill(from);
        from.Ask("SET plain text");
        from.Ask("HSET hash f v");
        from.Ask("PEXPIRE f 100000");
        from.Ask("PEXPIRE model 200000");

        ImportRun run = await ImportRun.Of(Url(source), "--into", Url(target));

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("Imported 11 tensors, 2 models and 2 scripts: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("Passed over, since they are none of RedisAI's: 1 key of the type hash, 1 key of the type string.\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("All was sent, and the server has not saved: ERR There is nothing to save to", run.Errors, StringComparison.Ordinal);
        AssertSame(from, to);
        Assert.Equal(":15", $"{to.Ask("DBSIZE")}");
        Assert.InRange(Number(to.Ask("PTTL f")), 50_000, 100_000);
        Assert.InRange(Number(to.Ask("PTTL model")), 100_000, 200_000);
        Assert.Equal(":-1", $"{to.Ask("PTTL d")}");
        Assert.Equal("+OK", $"{to.Ask("AI.SCRIPTEXECUTE script bar INPUTS 2 d d OUTPUTS 1 sum")}");
    }

    [Fact]
    public async Task Tensors_models_and_scripts_go_into_a_file_that_a_server_starts_with()
    {
        using TemporaryFolder folder = new();
        await using EngineHost source = await EngineHost.StartAsync(withBackends: true);
        using WireClient from = new(source.Port);
        Fill(from);
        from.Ask("PEXPIRE f 100000");

        ImportRun run = await ImportRun.Of(Url(source), "--store", folder["state.db"]);

        Assert.Equal(0, run.ExitCode);
        await using EngineHost target = await EngineHost.StartAsync(options => options.Storage = new SqliteStorage(folder["state.db"]), withBackends: true);
        using WireClient to = new(target.Port);
        AssertSame(from, to);
        Assert.Equal(":15", $"{to.Ask("DBSIZE")}");
        Assert.InRange(Number(to.Ask("PTTL f")), 50_000, 100_000);
        Assert.Equal("+OK", $"{to.Ask("AI.SCRIPTEXECUTE script bar INPUTS 2 d d OUTPUTS 1 sum")}");
    }

    [Fact]
    public async Task Import_that_is_begun_again_brings_what_is_missing_and_leaves_what_is_there()
    {
        await using EngineHost source = await EngineHost.StartAsync(withBackends: true);
        await using EngineHost target = await EngineHost.StartAsync(withBackends: true);
        using WireClient from = new(source.Port);
        using WireClient to = new(target.Port);
        Fill(from);
        Assert.Equal(0, (await ImportRun.Of(Url(source), "--into", Url(target), "--match", "?")).ExitCode);
        long first = Number(to.Ask("DBSIZE"));
        to.Ask("AI.TENSORSET f FLOAT 1 VALUES 99");
        from.Ask("PEXPIRE f 100000");

        ImportRun again = await ImportRun.Of(Url(source), "--into", Url(target));

        Assert.Equal(0, again.ExitCode);
        Assert.Contains($"{first} keys had been there before, and stayed as they were (--replace writes them again).\n", again.Output, StringComparison.Ordinal);
        Assert.Equal(":15", $"{to.Ask("DBSIZE")}");
        Assert.Equal("*1[$99]", $"{to.Ask("AI.TENSORGET f VALUES")}");
        Assert.InRange(Number(to.Ask("PTTL f")), 50_000, 100_000);

        Assert.Equal(0, (await ImportRun.Of(Url(source), "--into", Url(target), "--replace")).ExitCode);
        AssertSame(from, to);
    }

    [Fact]
    public async Task Many_tensors_of_all_sizes_and_models_in_pieces_arrive_whole()
    {
        await using EngineHost source = await EngineHost.StartAsync(withBackends: true);
        await using EngineHost target = await EngineHost.StartAsync(withBackends: true);
        using WireClient from = new(source.Port);
        using WireClient to = new(target.Port);
        for (int i = 0; i < 1000; i++)
        {
            // Some of them have some megabytes.
            from.Ask($"AI.TENSORSET t{i} FLOAT {(i % 250 == 7 ? 1_000_000 : i % 50 + 1)}");
        }

        Store(from, "model", "AI.MODELSTORE model ONNX CPU BLOB", "onnx", "add16.onnx");
        from.Ask("AI.CONFIG MODEL_CHUNK_SIZE 50");
        byte[] file = await File.ReadAllBytesAsync(TestData.Path("onnx", "add16.onnx"));
        Assert.Equal((file.Length / 50) + 1, from.Ask("AI.MODELGET model BLOB").Items.Count);

        ImportRun run = await ImportRun.Of(Url(source), "--into", Url(target));

        Assert.StartsWith("Imported 1,000 tensors, 1 model and 0 scripts: 15.", run.Output, StringComparison.Ordinal);
        Assert.Equal(":1001", $"{to.Ask("DBSIZE")}");
        Assert.Equal(file, LosslessText.Encode(to.Ask("AI.MODELGET model BLOB").Text));
    }

    [Fact]
    public async Task What_the_target_refuses_is_told_and_the_rest_goes_on()
    {
        await using EngineHost source = await EngineHost.StartAsync(withBackends: true);
        await using EngineHost target = await EngineHost.StartAsync(withBackends: false);
        using WireClient from = new(source.Port);
        using WireClient to = new(target.Port);
        Fill(from);
        to.Ask("SET f something");

        ImportRun run = await ImportRun.Of(Url(source), "--into", Url(target));

        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("Imported 10 tensors, 0 models and 0 scripts: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("Left out, 5 of them:\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  tensor 'f': there is something else under its key, of the type string\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  model 'model': ERR Could not load backend\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("script 'script': ", run.Errors, StringComparison.Ordinal);
        Assert.Equal("$something", $"{to.Ask("GET f")}");
    }

    [Fact]
    public async Task Servers_may_want_a_password_and_encryption()
    {
        using TemporaryFolder folder = new();
        using X509Certificate2 certificate = TlsTests.Make("CN=localhost");
        await File.WriteAllTextAsync(folder["ca.pem"], certificate.ExportCertificatePem());
        await using EngineHost source = await EngineHost.StartAsync(endpoint: options =>
        {
            options.UseCertificate(certificate);
            options.Password = "p@ss:word";
        });
        await using EngineHost target = await EngineHost.StartAsync(endpoint: static options => options.Users["ann"] = new RespUserOptions { Password = "a" });
        using (AiTensor tensor = AiTensor.Scalar(5f))
        {
            source.Engine.Tensors.Set("t", tensor);
        }

        string url = string.Create(CultureInfo.InvariantCulture, $"rediss://:p%40ss%3Aword@localhost:{source.Port}");
        string into = string.Create(CultureInfo.InvariantCulture, $"redis://ann:a@localhost:{target.Port}");
        ImportRun run = await ImportRun.Of(url, "--into", into, "--cacert", folder["ca.pem"]);
        ImportRun unknown = await ImportRun.Of(url, "--into", into);
        ImportRun wrong = await ImportRun.Of(url.Replace("word", "", StringComparison.Ordinal), "--into", into, "--cacert", folder["ca.pem"]);

        Assert.Equal(0, run.ExitCode);
        Assert.True(target.Engine.Tensors.Contains("t"));
        Assert.Equal(1, unknown.ExitCode);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("WRONGPASS", wrong.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("p@ss", wrong.Errors, StringComparison.Ordinal);
    }

    private static void Fill(WireClient client)
    {
        foreach (string tensor in s_tensors)
        {
            Assert.Equal("+OK", $"{client.Ask($"AI.TENSORSET {tensor}")}");
        }

        Store(client, "model", "AI.MODELSTORE model ONNX cpu TAG v1:2 BATCHSIZE 8 MINBATCHSIZE 2 MINBATCHTIMEOUT 100 BLOB", "onnx", "add16.onnx");
        Store(client, "m2", "AI.MODELSTORE m2 TORCH CPU BLOB", "torch", "add16.pt");
        Assert.Equal("+OK", $"{client.Ask([.. Tokens("AI.SCRIPTSTORE script CPU TAG t ENTRY_POINTS 1 bar SOURCE"), Encoding.UTF8.GetBytes(Script)])}");
        Assert.Equal("+OK", $"{client.Ask([.. Tokens("AI.SCRIPTSET s2 CPU SOURCE"), Encoding.UTF8.GetBytes(Script)])}");
    }

    private static void Store(WireClient client, string key, string command, params string[] file) =>
        Assert.Equal($"+OK {key}", $"{client.Ask([.. Tokens(command), File.ReadAllBytes(TestData.Path(file))])} {key}");

    private static void AssertSame(WireClient from, WireClient to)
    {
        foreach (string command in s_tensors.Select(static tensor => $"AI.TENSORGET {tensor.Split(' ')[0]}")
            .Concat(["AI.MODELGET model", "AI.MODELGET m2", "AI.SCRIPTGET script", "AI.SCRIPTGET s2"]))
        {
            Assert.Equal($"{from.Ask(command)}", $"{to.Ask(command)}");
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Tokens(string command) => command.Split(' ').Select(static token => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(token));

    private static long Number(Reply reply) => long.Parse(reply.Text, CultureInfo.InvariantCulture);

    private static string Url(EngineHost host) => string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{host.Port}");
}
