using System.Text;
using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>Weights that a model keeps in other files come from its folder, and from nowhere else.</summary>
public sealed class ExternalDataTests
{
    private const string Location = "external_data.bin";

    private static readonly ModelOptions s_onnx = new() { Backend = "ONNX" };

    [Fact]
    public async Task Weights_beside_the_file_are_read()
    {
        using TemporaryFolder folder = new();
        Copy(folder, "external_data.onnx", "model.onnx");
        Copy(folder, Location, Location);

        await AssertLoadsAsync(ModelSource.FromFile(folder["model.onnx"]));
    }

    [Theory]
    [InlineData("external_escape", "../secret.bin")]
    [InlineData("external_absolute", "/etc/hostname")]
    public async Task Weights_elsewhere_are_refused(string name, string location)
    {
        ModelLoadException fromFile = await OnnxModels.RefusedAsync(OnnxModels.Source(name));
        ModelLoadException fromBytes = await OnnxModels.RefusedAsync(
            ModelSource.FromBytes(await OnnxModels.BytesAsync(name)), WithFolder(Path.GetDirectoryName(OnnxModels.PathOf(name))!));

        Assert.Contains($"It keeps weights in '{location}', which is not within its folder", fromFile.Message, StringComparison.Ordinal);
        Assert.Contains($"It keeps weights in '{location}', which is not within its folder", fromBytes.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_to_weights_elsewhere_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        using TemporaryFolder folder = new();
        using TemporaryFolder elsewhere = new();
        Copy(folder, "external_data.onnx", "model.onnx");
        Copy(elsewhere, Location, Location);
        File.CreateSymbolicLink(folder[Location], elsewhere[Location]);

        ModelLoadException error = await OnnxModels.RefusedAsync(ModelSource.FromFile(folder["model.onnx"]));

        Assert.Contains($"It keeps weights in '{Location}', which is not within its folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_that_is_a_link_to_elsewhere_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        using TemporaryFolder folder = new();
        using TemporaryFolder elsewhere = new();
        await RenameWeightsAsync(folder, "sub/data_file.bin");
        Copy(elsewhere, Location, "data_file.bin");
        Directory.CreateSymbolicLink(folder["sub"], elsewhere.Path);

        ModelLoadException error = await OnnxModels.RefusedAsync(ModelSource.FromFile(folder["model.onnx"]));

        Assert.Contains("It keeps weights in 'sub/data_file.bin', which is not within its folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_to_itself_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        using TemporaryFolder folder = new();
        Copy(folder, "external_data.onnx", "model.onnx");
        File.CreateSymbolicLink(folder[Location], Location);

        await OnnxModels.RefusedAsync(ModelSource.FromFile(folder["model.onnx"]));
    }

    [Fact]
    public async Task Name_that_no_file_can_have_is_refused()
    {
        using TemporaryFolder folder = new();
        await RenameWeightsAsync(folder, "external\0data.bin");

        ModelLoadException error = await OnnxModels.RefusedAsync(ModelSource.FromFile(folder["model.onnx"]));

        Assert.Contains("which is not within its folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_below_is_fine()
    {
        using TemporaryFolder folder = new();
        await RenameWeightsAsync(folder, "sub/data_file.bin");
        Directory.CreateDirectory(folder["sub"]);
        Copy(folder, Location, Path.Combine("sub", "data_file.bin"));

        await AssertLoadsAsync(ModelSource.FromFile(folder["model.onnx"]));
    }

    [Fact]
    public async Task Link_within_the_folder_is_fine()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        using TemporaryFolder folder = new();
        Copy(folder, "external_data.onnx", "model.onnx");
        Copy(folder, Location, "weights");
        File.CreateSymbolicLink(folder[Location], "weights");

        await AssertLoadsAsync(ModelSource.FromFile(folder["model.onnx"]));
    }

    [Fact]
    public async Task Weights_that_are_missing_or_too_short_are_refused()
    {
        using TemporaryFolder folder = new();
        Copy(folder, "external_data.onnx", "model.onnx");
        await OnnxModels.RefusedAsync(ModelSource.FromFile(folder["model.onnx"]));

        await File.WriteAllBytesAsync(folder[Location], new byte[4095]);

        ModelLoadException error = await OnnxModels.RefusedAsync(ModelSource.FromFile(folder["model.onnx"]));
        Assert.IsType<BackendException>(error.InnerException);
    }

    [Fact]
    public async Task Bytes_without_a_folder_are_refused_with_what_to_do()
    {
        ModelLoadException error = await OnnxModels.RefusedAsync(ModelSource.FromBytes(await OnnxModels.BytesAsync("external_data")));

        Assert.Contains(
            $"It keeps weights in the file '{Location}', but came as bytes: store it from its file, or set OnnxModelOptions.ExternalDataFolder.",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_with_a_folder_read_it()
    {
        using TemporaryFolder folder = new();
        Copy(folder, Location, Location);

        await AssertLoadsAsync(ModelSource.FromBytes(await OnnxModels.BytesAsync("external_data")), WithFolder(folder.Path));
    }

    [Fact]
    public async Task Folder_for_bytes_does_not_matter_to_a_file()
    {
        using TemporaryFolder empty = new();

        await AssertLoadsAsync(OnnxModels.Source("external_data"), WithFolder(empty.Path));
    }

    [Fact]
    public async Task Weights_in_the_current_directory_are_not_read()
    {
        using TemporaryFolder current = new();
        using TemporaryFolder empty = new();
        Copy(current, Location, Location);
        ModelSource bytes = ModelSource.FromBytes(await OnnxModels.BytesAsync("external_data"));
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = current.Path;
        try
        {
            await OnnxModels.RefusedAsync(bytes);
            await OnnxModels.RefusedAsync(bytes, WithFolder(empty.Path));
            Copy(empty, "external_data.onnx", "model.onnx");
            await OnnxModels.RefusedAsync(ModelSource.FromFile(empty["model.onnx"]));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    private static ModelOptions WithFolder(string folder) => new ModelOptions { Backend = "ONNX" }.ConfigureOnnx(onnx => onnx.ExternalDataFolder = folder);

    private static void Copy(TemporaryFolder folder, string name, string newName) =>
        File.Copy(Path.Combine(Path.GetDirectoryName(OnnxModels.PathOf("external_data"))!, name), folder[newName]);

    /// <summary>Writes a model whose weights have another name, which must be as long as theirs: 17 letters.</summary>
    private static async Task RenameWeightsAsync(TemporaryFolder folder, string location)
    {
        Assert.Equal(Location.Length, location.Length);
        byte[] model = await OnnxModels.BytesAsync("external_data");
        int place = model.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Location));
        Encoding.UTF8.GetBytes(location).CopyTo(model, place);
        await File.WriteAllBytesAsync(folder["model.onnx"], model);
    }

    private static async Task AssertLoadsAsync(ModelSource source, ModelOptions? options = null)
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(source, options ?? s_onnx);
        using AiTensor x = NpyFile.Load(Path.ChangeExtension(OnnxModels.PathOf("external_data"), ".in.x.npy"));
        using AiTensor expected = NpyFile.Load(Path.ChangeExtension(OnnxModels.PathOf("external_data"), ".out.y.npy"));

        using ModelResult result = ai.Models["m"].Run([x]);

        TensorComparison.AssertSame(expected, result[0]);
    }
}
