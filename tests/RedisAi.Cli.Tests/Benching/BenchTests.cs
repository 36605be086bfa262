using System.Globalization;
using System.Text.Json;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Benching;

public sealed class BenchTests
{
    private static readonly string[] s_quick = ["--seconds", "0.01"];

    [Fact]
    public async Task Model_whose_calls_share_runs_is_measured_by_rows_threads_and_callers()
    {
        CliRun run = await CliRun.Of(["bench", TestData.Path("onnx", "mlp.onnx"), .. s_quick, "--batch", "1,4", "--threads", "1,2", "--callers", "1,3", "--json"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement json = document.RootElement;
        Assert.True(json.GetProperty("sharesRuns").GetBoolean());
        Assert.Equal([(1, 1), (1, 4), (2, 1), (2, 4)], json.GetProperty("runs").EnumerateArray().Select(static point => (point.GetProperty("threads").GetInt32(), point.GetProperty("rows").GetInt32())));
        Assert.Equal([1, 3], json.GetProperty("callers").EnumerateArray().Select(static point => point.GetProperty("callers").GetInt32()));
        Assert.All(json.GetProperty("runs").EnumerateArray(), static point => Assert.True(point.GetProperty("rowsPerSecond").GetDouble() > 0));
        Assert.All(json.GetProperty("callers").EnumerateArray(), static point => Assert.True(point.GetProperty("callsPerSecond").GetDouble() > 0));
        Assert.All(json.GetProperty("callers").EnumerateArray(), static point => Assert.InRange(point.GetProperty("percentile99Us").GetDouble(), point.GetProperty("medianUs").GetDouble(), double.MaxValue));
        JsonElement suits = json.GetProperty("suits");
        Assert.Contains(suits.GetProperty("batchSize").GetInt32(), (int[])[1, 4]);
        Assert.Contains(suits.GetProperty("threads").GetInt32(), (int[])[1, 2]);
    }

    [Fact]
    public async Task Curves_are_drawn()
    {
        CliRun plain = await CliRun.Of(["bench", TestData.Path("onnx", "mlp.onnx"), .. s_quick, "--batch", "1,2", "--threads", "1", "--callers", "1"]);
        CliRun drawn = await new CliRunner { IsDrawn = true }.RunAsync(["bench", TestData.Path("onnx", "mlp.onnx"), .. s_quick, "--batch", "1,2", "--threads", "1", "--callers", "1"]);

        Assert.Equal((0, ""), (plain.ExitCode, plain.Errors));
        Assert.Contains("THREADS  ROWS  AT A TIME  ", plain.Output, StringComparison.Ordinal);
        Assert.Contains("\nRows a second by rows of a run, 1 thread each\n  1 █", plain.Output, StringComparison.Ordinal);
        Assert.Contains("\nCalls a second by callers\n  1 ████████", plain.Output, StringComparison.Ordinal);
        Assert.Matches("\nIt suits: ModelOptions { Threads = 1, Batching = { BatchSize = [12] } }; 1 caller gets [0-9,.]+ answers a second, half of them within ", plain.Output);
        Assert.Equal(0, drawn.ExitCode);
        Assert.Contains("╭", drawn.Output, StringComparison.Ordinal);
        Assert.Contains("Measuring", drawn.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_whose_calls_do_not_share_runs_is_measured_by_threads_and_callers()
    {
        CliRun run = await CliRun.Of(["bench", TestData.Path("onnx", "fixed_batch.onnx"), .. s_quick, "--threads", "1", "--callers", "1,2", "--json"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.False(document.RootElement.GetProperty("sharesRuns").GetBoolean());
        Assert.NotEqual("", document.RootElement.GetProperty("sharesRunsReason").GetString());
        Assert.Single(document.RootElement.GetProperty("runs").EnumerateArray());
    }

    [Fact]
    public async Task Rows_of_another_axis_than_the_first_are_found()
    {
        CliRun run = await CliRun.Of(["bench", TestData.Path("onnx", "batch_on_axis_1.onnx"), .. s_quick, "--batch", "1,3", "--threads", "1", "--callers", "1", "--json"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal(2, document.RootElement.GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task TorchScript_model_is_told_what_it_takes()
    {
        string path = TestData.Path("torch", "mlp.pt");
        using AiTensor input = NpyFile.Load(TestData.Path("torch", "mlp.in.0.npy"));

        CliRun without = await CliRun.Of(["bench", path, .. s_quick]);
        string name = without.Errors.Split('\'')[1];
        CliRun with = await CliRun.Of(["bench", path, .. s_quick, "--input", $"{name}=float32[?,{input.Shape[1]}]", "--rows-independent", "--batch", "1,2", "--threads", "1", "--callers", "1", "--json"]);

        Assert.Equal(2, without.ExitCode);
        Assert.StartsWith($"The model does not declare its input '{name}'; say --input \"{name}=float32[?,3]\"", without.Errors, StringComparison.Ordinal);
        Assert.Equal((0, ""), (with.ExitCode, with.Errors));
        using JsonDocument document = JsonDocument.Parse(with.Output);
        Assert.True(document.RootElement.GetProperty("sharesRuns").GetBoolean());
        Assert.Equal(2, document.RootElement.GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task Audio_model_gets_a_sampling_rate()
    {
        CliRun run = await CliRun.Of(["bench", FetchedModels.RequireSilero(), .. s_quick, "--input", "input=[?,576]", "--batch", "1,2", "--threads", "1", "--callers", "1", "--json"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
    }

    [Theory]
    [InlineData("--batch '1,0' is no list of counts such as 1,2,8, each from 1 to 65536.", "--batch", "1,0")]
    [InlineData("--callers 'x' is no list of counts such as 1,2,8, each from 1 to 65536.", "--callers", "x")]
    [InlineData("--seconds 0 is no time between 0 and 3600.", "--seconds", "0")]
    [InlineData("'tpu' is no device; cpu or cuda:0 is expected.", "--device", "tpu")]
    [InlineData("--input 'x' is no input such as x=float32[?,3,224,224] or rate=[]:16000.", "--input", "x")]
    [InlineData("--input 'x=complex[1]' is no input such as x=float32[?,3,224,224] or rate=[]:16000.", "--input", "x=complex[1]")]
    [InlineData("The model has no input 'z'; it has 'x'.", "--input", "z=[1]")]
    [InlineData("The model takes float32 for its input 'x', and not int64.", "--input", "x=int64[?,64]")]
    public async Task What_makes_no_sense_is_told(string told, params string[] arguments)
    {
        CliRun run = await CliRun.Of(["bench", TestData.Path("onnx", "mlp.onnx"), .. arguments]);

        Assert.Equal((2, "", $"{told}\n"), (run.ExitCode, run.Output, run.Errors));
    }

    [Theory]
    [InlineData("There is no file '{0}'.\n", "onnx/none.onnx")]
    [InlineData("'{0}' is a folder; name a file in it.\n", "onnx")]
    [InlineData("'{0}' is no model that is known: an ONNX, a TorchScript or a TensorFlow Lite file is expected, or one of ", "safetensors/metadata.safetensors")]
    public async Task File_that_is_no_model_is_told(string told, string name)
    {
        string path = Path.Combine(TestData.Folder, name);

        CliRun run = await CliRun.Of(["bench", path, .. s_quick]);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(string.Format(CultureInfo.InvariantCulture, told, path), run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_that_cannot_be_loaded_is_told()
    {
        CliRun run = await CliRun.Of(["bench", TestData.Path("onnx", "not_a_model.onnx"), .. s_quick]);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("'not_a_model.onnx'", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("This should not happen", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_that_fails_ends_the_measurement()
    {
        CliRun run = await CliRun.Of(["bench", TestData.Path("onnx", "mlp.onnx"), .. s_quick, "--input", "x=[?,1]", "--threads", "2"]);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.DoesNotContain("This should not happen", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Measurement_is_interrupted()
    {
        using CancellationTokenSource interrupted = new(TimeSpan.FromMilliseconds(300), TimeProvider.System);

        CliRun run = await new CliRunner().RunAsync(["bench", TestData.Path("onnx", "mlp.onnx"), "--seconds", "1000"], interrupted.Token);

        Assert.Equal((130, "", "Interrupted.\n"), (run.ExitCode, run.Output, run.Errors));
    }
}
