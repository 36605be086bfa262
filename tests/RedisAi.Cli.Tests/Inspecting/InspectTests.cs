using System.Text.Json;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Inspecting;

public sealed class InspectTests
{
    [Fact]
    public async Task Onnx_model_tells_its_signature_and_metadata()
    {
        string path = TestData.Path("onnx", "metadata.onnx");

        CliRun run = await CliRun.Of("inspect", path, "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement json = document.RootElement;
        Assert.Equal(path, json.GetProperty("file").GetString());
        Assert.Equal(("ONNX", "ONNX"), (json.GetProperty("format").GetString(), json.GetProperty("backend").GetString()));
        Assert.Equal(new FileInfo(path).Length, json.GetProperty("bytes").GetInt64());
        Assert.Equal("metadata producer 4.5.6", json.GetProperty("producer").GetString());
        Assert.Equal("org.example.metadata", json.GetProperty("domain").GetString());
        Assert.Equal("metadata_graph", json.GetProperty("graph").GetString());
        Assert.Equal((1, 0), (json.GetProperty("nodes").GetInt64(), json.GetProperty("initializers").GetInt64()));
        Assert.True(json.GetProperty("operatorSets").GetProperty("ai.onnx").GetInt64() > 0);
        Assert.Equal(1234567890123, json.GetProperty("modelVersion").GetInt64());
        Assert.Equal("Adds two vectors. Größe: 山.", json.GetProperty("description").GetString());
        Assert.Equal("Zoë Müller 山田 🚀", json.GetProperty("metadata").GetProperty("author").GetString());
        Assert.Equal(["a", "b"], json.GetProperty("inputs").EnumerateArray().Select(static input => input.GetProperty("name").GetString()));
        Assert.Equal("""{"name":"c","type":"float32","shape":["N"]}""", JsonSerializer.Serialize(json.GetProperty("outputs")[0]));
    }

    [Fact]
    public async Task Lengths_that_are_not_fixed_have_their_names()
    {
        CliRun json = await CliRun.Of("inspect", TestData.Path("onnx", "mlp.onnx"), "--json");
        CliRun plain = await CliRun.Of("inspect", TestData.Path("onnx", "mlp.onnx"));

        using JsonDocument document = JsonDocument.Parse(json.Output);
        JsonElement shape = document.RootElement.GetProperty("inputs")[0].GetProperty("shape");
        Assert.Equal(JsonValueKind.String, shape[0].ValueKind);
        Assert.Matches($"(?m)^input +x +float32 +\\[{shape[0].GetString()},", plain.Output);
    }

    [Fact]
    public async Task Model_with_weights_in_a_file_of_their_own_is_loaded_from_where_it_lies()
    {
        CliRun run = await CliRun.Of("inspect", TestData.Path("onnx", "external_data.onnx"));

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Matches("(?m)^output +y ", run.Output);
    }

    [Fact]
    public async Task TorchScript_model_tells_what_it_declares()
    {
        CliRun run = await CliRun.Of("inspect", TestData.Path("torch", "add16.pt"));
        CliRun json = await CliRun.Of("inspect", TestData.Path("torch", "add16.pt"), "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("format: TorchScript\n", run.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^input +[a-z]+ +any +\\[\\.\\.\\.\\]$", run.Output);
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("inputs")[0].GetProperty("shape").ValueKind);
        Assert.Equal("TORCH", document.RootElement.GetProperty("backend").GetString());
    }

    [Fact]
    public async Task Model_that_is_imported_tells_its_format_and_what_runs_it()
    {
        CliRun run = await CliRun.Of("inspect", TestData.Path("torch_export", "conv.pt2"));
        CliRun json = await CliRun.Of("inspect", TestData.Path("torch_export", "conv.pt2"), "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("\nformat: torch.export\n", run.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^runs on: TORCH, [0-9.]+ KiB$", run.Output);
        Assert.Matches("(?m)^input +[a-z0-9]+ +float32 ", run.Output);
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.Equal(("torch.export", "TORCH"), (document.RootElement.GetProperty("format").GetString(), document.RootElement.GetProperty("backend").GetString()));
        Assert.True(document.RootElement.GetProperty("runsOn").GetInt64() > 0);
    }

    [Fact]
    public async Task Imported_model_tells_which_version_wrote_it_its_features_and_what_it_refuses()
    {
        string digits = Path.Combine(TestData.Root, "samples", "Digits", "model");

        CliRun boosted = await CliRun.Of("inspect", Path.Combine(digits, "lightgbm.txt"));
        CliRun linear = await CliRun.Of("inspect", Path.Combine(digits, "scikit-learn.skops"), "--json");
        CliRun dropping = await CliRun.Of("inspect", TestData.Path("skops", "named-dropped", "model.skops"));

        Assert.Contains("\nformat: LightGBM\n", boosted.Output, StringComparison.Ordinal);
        Assert.Contains("\nwritten by: LightGBM v4\n", boosted.Output, StringComparison.Ordinal);
        Assert.Contains("\nfeatures: Column_0, Column_1, ", boosted.Output, StringComparison.Ordinal);
        Assert.Contains("\nfeatures: a, b, c, d\npasses over: b, c\n", dropping.Output, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(linear.Output);
        Assert.Equal("scikit-learn 1.2.1", document.RootElement.GetProperty("producer").GetString());
        Assert.Equal("infinity in X (StandardScaler); missing in X (LogisticRegression)", document.RootElement.GetProperty("refuses").GetString());
        Assert.Equal("""{"name":"X","type":"float32","shape":["rows",64]}""", JsonSerializer.Serialize(document.RootElement.GetProperty("inputs")[0]));
    }

    [Fact]
    public async Task Imported_regressor_tells_that_it_gives_a_list_and_not_how()
    {
        CliRun run = await CliRun.Of("inspect", TestData.Path("xgboost", "regressor", "model.ubj"));

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Matches("(?m)^output +prediction +float32 +\\[rows\\]$", run.Output);
        Assert.DoesNotContain("flat_outputs", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_of_MLflows_tells_of_its_model()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["MLmodel"], "flavors: {onnx: {data: model.onnx}}");
        File.Copy(TestData.Path("onnx", "mlp.onnx"), folder["model.onnx"]);

        CliRun run = await CliRun.Of("inspect", folder.Path);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains($"file: {folder["model.onnx"]}\nformat: ONNX\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TensorFlow_Lite_model_tells_its_signature_and_what_whole_numbers_stand_for()
    {
        string path = TestData.Path("tflite", "digits_int8.tflite");

        CliRun run = await CliRun.Of("inspect", path);
        CliRun json = await CliRun.Of("inspect", path, "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("format: TensorFlow Lite\n", run.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^output +y +int8, scale 0.00390625, zero point -128 +\\[-1,10\\]$", run.Output);
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.Equal("TFLITE", document.RootElement.GetProperty("backend").GetString());
        Assert.Equal("""{"name":"y","type":"int8","shape":[-1,10],"scale":0.00390625,"zeroPoint":-128}""", JsonSerializer.Serialize(document.RootElement.GetProperty("outputs")[0]));
    }

    [Fact]
    public async Task Outputs_that_only_a_run_tells_are_told_as_such()
    {
        CliRun run = await CliRun.Of("inspect", TestData.Path("torch", "list_output.pt"));
        CliRun json = await CliRun.Of("inspect", TestData.Path("torch", "list_output.pt"), "--json");

        Assert.Matches("(?m)^outputs +only a run tells$", run.Output);
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("outputs").ValueKind);
    }

    [Fact]
    public async Task Safetensors_file_tells_its_tensors_and_metadata()
    {
        CliRun run = await CliRun.Of("inspect", TestData.Path("safetensors", "metadata.safetensors"), "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal("safetensors", document.RootElement.GetProperty("format").GetString());
        Assert.NotEmpty(document.RootElement.GetProperty("metadata").EnumerateObject());
        JsonElement tensor = document.RootElement.GetProperty("tensors")[0];
        Assert.Equal(["name", "type", "shape", "bytes"], tensor.EnumerateObject().Select(static property => property.Name));
    }

    [Fact]
    public async Task Texts_in_a_safetensors_file_are_told_as_what_they_are()
    {
        using TemporaryFolder folder = new();
        RedisAiEngine engine = new();
        await using (engine)
        {
            using AiTensor texts = AiTensor.CreateStrings([2, 1], ["a", "b"]);
            using AiTensor row = AiTensor.Create<float>([3], [1, 2, 3]);
            engine.Tensors.SetAll([new("texts", texts), new("row", row)]);
            await engine.Tensors.SaveAsync(folder["saved"]);
        }

        // Its name says nothing.
        CliRun run = await CliRun.Of("inspect", folder["saved"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Matches("(?m)^row +float32 +\\[3\\] +12 bytes$", run.Output);
        Assert.Matches("(?m)^texts +string +\\[2,1\\] ", run.Output);
    }

    [Fact]
    public async Task Npy_file_tells_its_array()
    {
        CliRun run = await CliRun.Of("inspect", TestData.Path("npy", "int16_big_endian.npy"));

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("\ntype: int16\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nbyte order: big-endian\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("onnx", "not_a_model.onnx")]
    [InlineData("onnx", "truncated_mlp.onnx")]
    [InlineData("onnx", "external_escape.onnx")]
    [InlineData("safetensors", "bad/header_not_json.safetensors")]
    [InlineData("npy", "bad/header_cut_off.npy")]
    [InlineData("npy", "none.npy")]
    public async Task File_that_cannot_be_read_is_told_on_one_line(string folder, string name)
    {
        CliRun run = await CliRun.Of("inspect", TestData.Path(folder, name));

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("This should not happen", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_is_no_file()
    {
        CliRun run = await CliRun.Of("inspect", TestData.Folder);

        Assert.Equal((1, $"'{TestData.Folder}' is a folder; name a file in it.\n"), (run.ExitCode, run.Errors));
    }

    [Theory]
    [InlineData("")]
    [InlineData("saved_model.pb")]
    public async Task Folder_of_TensorFlows_is_told_with_how_to_convert_it(string name)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["saved_model.pb"], "a graph");
        string path = name.Length == 0 ? folder.Path : folder[name];

        CliRun run = await CliRun.Of("inspect", path);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"'{path}' is a SavedModel, which only TensorFlow itself runs. Convert it to ONNX: python -m tf2onnx.convert --saved-model ", run.Errors, StringComparison.Ordinal);
        Assert.Contains("tf.lite.TFLiteConverter.from_saved_model(", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.pkl", new byte[] { 0x80, 4, 0x95, 1 })]
    [InlineData("model", new byte[] { 0x80, 5, 0x95, 1 })]
    public async Task Pickle_is_told_to_be_one_with_what_to_do(string name, byte[] bytes)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder[name], bytes);

        CliRun run = await CliRun.Of("inspect", folder[name]);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"'{folder[name]}' cannot be loaded. It is a pickle, which is never opened here: a pickle runs code of its own. Save the model as data: ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("skops/nested/model.skops", "skops. The zip archive cannot be read: it is damaged at its end, byte ")]
    [InlineData("torch_export/conv.pt2", "torch.export. The torch.export archive cannot be imported: it is damaged at its end, byte ")]
    public async Task Archive_that_was_cut_is_told_to_be_damaged(string name, string told)
    {
        using TemporaryFolder folder = new();
        string path = folder[Path.GetFileName(name)];
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(TestData.Path(name.Split('/'))))[..^30]);

        CliRun run = await CliRun.Of("inspect", path);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"'{path}' could not be imported from {told}", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("none.onnx")]
    public async Task File_that_is_not_there_is_told(string path)
    {
        CliRun run = await CliRun.Of("inspect", path);

        Assert.Equal((1, "", $"There is no file '{path}'.\n"), (run.ExitCode, run.Output, run.Errors));
    }

    [Fact]
    public async Task File_that_is_neither_model_nor_tensors_is_told()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["notes.txt"], "no model");

        CliRun run = await CliRun.Of("inspect", folder["notes.txt"]);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"'{folder["notes.txt"]}' is no model that is known: an ONNX, a TorchScript or a TensorFlow Lite file is expected, or one of ", run.Errors, StringComparison.Ordinal);
        Assert.Contains("torch.export", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_is_drawn_where_a_person_looks()
    {
        CliRun run = await new CliRunner { IsDrawn = true }.RunAsync(["inspect", TestData.Path("onnx", "metadata.onnx")]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("╭", run.Output, StringComparison.Ordinal);
    }
}
