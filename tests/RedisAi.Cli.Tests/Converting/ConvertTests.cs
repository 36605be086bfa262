using System.Text.Json;
using RedisAi.Backends.Torch;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Converting;
using RedisAi.Importers;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Converting;

/// <summary><c>redisai convert</c>.</summary>
public sealed class ConvertTests
{
    private static readonly string s_program = TestData.Path("torch_export", "conv.pt2");

    [Fact]
    public async Task Program_of_torch_export_becomes_a_TorchScript_file_that_runs()
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.Of("convert", s_program, folder["conv.pt"], "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal(("torch.export", "TORCH", folder["conv.pt"]), (Text("format"), Text("backend"), Text("file")));
        Assert.Equal(new FileInfo(folder["conv.pt"]).Length, document.RootElement.GetProperty("bytes").GetInt64());
        await using RedisAiEngine ai = new(new TorchBackend());
        ModelInfo info = await ai.Models.StoreAsync("m", ModelSource.FromFile(folder["conv.pt"]));
        Assert.Equal(document.RootElement.GetProperty("inputs").GetArrayLength(), info.Signature.Inputs.Count);
        Assert.Equal([folder["conv.pt"]], Directory.GetFiles(folder.Path));

        string? Text(string name) => document.RootElement.GetProperty(name).GetString();
    }

    [Fact]
    public async Task File_that_is_there_is_replaced_only_on_request()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["conv.pt"], "mine");

        CliRun refused = await CliRun.Of("convert", s_program, folder["conv.pt"]);
        string kept = await File.ReadAllTextAsync(folder["conv.pt"]);
        CliRun forced = await CliRun.Of("convert", s_program, folder["conv.pt"], "--force");

        Assert.Equal((1, $"There is a file '{folder["conv.pt"]}'; --force replaces it.\n", "mine"), (refused.ExitCode, refused.Errors, kept));
        Assert.Equal((0, ""), (forced.ExitCode, forced.Errors));
        Assert.True(new FileInfo(folder["conv.pt"]).Length > 1000);
    }

    [Fact]
    public async Task Name_of_the_file_must_be_one_of_what_comes_out()
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.Of("convert", s_program, folder["conv.onnx"]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("becomes one for the backend TORCH: let the name of the file", run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task What_a_backend_runs_needs_no_conversion()
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.Of("convert", TestData.Path("onnx", "mlp.onnx"), folder["mlp.onnx"]);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("needs no conversion: a backend runs it as it is", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tflite", "add16.tflite")]
    [InlineData("onnx", "mlp.onnx")]
    public async Task What_a_backend_would_run_but_for_its_damage_is_told_to_be_damaged(string format, string name)
    {
        using TemporaryFolder folder = new();
        byte[] model = await File.ReadAllBytesAsync(TestData.Path(format, name));
        await File.WriteAllBytesAsync(folder[name], model[..(model.Length / 2)]);

        CliRun run = await CliRun.Of("convert", folder[name], folder["out.onnx"]);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"The model '{name}' ({folder[name]}) could not be loaded.", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("needs no conversion", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("absent/conv.pt")]
    [InlineData("file/conv.pt")]
    public async Task File_that_cannot_be_written_is_named_and_not_the_one_that_was_to_become_it(string name)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["file"], "no folder");

        CliRun run = await CliRun.Of("convert", s_program, folder[name]);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"'{folder[name]}' cannot be written: ", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", run.Errors, StringComparison.Ordinal);
        Assert.Equal([folder["file"]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Folder_of_TensorFlows_is_told_with_how_to_convert_it()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["saved_model.pb"], "a graph");

        CliRun run = await CliRun.Of("convert", folder.Path, folder["out.onnx"]);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"'{folder.Path}' is a SavedModel, which only TensorFlow itself runs. Convert it to ONNX: python -m tf2onnx.convert --saved-model ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_model_and_what_is_damaged_are_told_on_one_line_and_nothing_is_written()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["notes.txt"], "no model");
        byte[] program = await File.ReadAllBytesAsync(s_program);
        program.AsSpan(program.Length / 2, 200).Clear();
        await File.WriteAllBytesAsync(folder["damaged.pt2"], program[..(program.Length - 30)]);

        CliRun notes = await CliRun.Of("convert", folder["notes.txt"], folder["out.pt"]);
        CliRun damaged = await CliRun.Of("convert", folder["damaged.pt2"], folder["out.pt"]);

        Assert.All([notes, damaged], static run => Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.All([notes, damaged], static run => Assert.DoesNotContain("This should not happen", run.Errors, StringComparison.Ordinal));
        Assert.Equal((1, 1, false), (notes.ExitCode, damaged.ExitCode, File.Exists(folder["out.pt"])));
    }

    [Fact]
    public async Task Folder_of_MLflows_is_converted_as_its_model()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["model/data"]);
        await File.WriteAllTextAsync(folder["model/MLmodel"], "flavors: {pytorch: {model_data: data}}");
        File.Copy(s_program, folder["model/data/model.pt2"]);

        CliRun run = await CliRun.Of("convert", folder["model"], folder["out.pt"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.True(File.Exists(folder["out.pt"]));
    }

    [Fact]
    public void Columns_are_names_with_types_and_what_is_typed_wins_over_what_a_folder_says()
    {
        ImportOptions options = new() { ModelClass = "a.B", Columns = { new ImportColumn("x", TensorDataType.Int64) } };

        new ConversionPlan("in", "out") { PredictFunction = "predict_proba", Columns = ColumnList.Parse("age,city:string,a:b:int64") }.ApplyTo(options);

        Assert.Equal(("a.B", "predict_proba"), (options.ModelClass, options.PredictFunction));
        Assert.Equal([new("age", TensorDataType.Float32), new("city", TensorDataType.String), new("a:b", TensorDataType.Int64)], options.Columns);
    }

    [Theory]
    [InlineData("age:text", "'text' is no type of 'age'")]
    [InlineData("age,,city", "has a column without a name")]
    [InlineData("age,age:int64", "has the column 'age' twice")]
    public void Columns_that_make_no_sense_are_told(string list, string told) =>
        Assert.Contains(told, Assert.Throws<CliException>(() => ColumnList.Parse(list)).Message, StringComparison.Ordinal);
}
