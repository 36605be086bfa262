using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>What is told of sources that have no model.</summary>
public sealed class ModelSourceTests
{
    [Fact]
    public async Task File_can_be_named_without_a_source()
    {
        await using RedisAiEngine ai = new(new FakeBackend());
        string path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, "FAKE model"u8.ToArray());

        ModelInfo info = await ai.Models.StoreAsync("m", path, new ModelOptions { Tag = "t" });
        File.Delete(path);

        Assert.Equal(("FAKE", "t"), (info.Backend, info.Tag));
    }

    [Fact]
    public async Task Folder_empty_file_and_empty_stream_are_called_so()
    {
        await using RedisAiEngine ai = new(new FakeBackend());
        string folder = Directory.CreateTempSubdirectory().FullName;
        string empty = Path.Combine(folder, "empty.onnx");
        await File.WriteAllBytesAsync(empty, []);
        using MemoryStream atEnd = new("FAKE model"u8.ToArray());
        atEnd.Position = atEnd.Length;

        string ofFolder = await RefusedAsync(ai, ModelSource.FromFile(folder));
        string ofFile = await RefusedAsync(ai, ModelSource.FromFile(empty));
        string ofStream = await RefusedAsync(ai, ModelSource.FromStream(atEnd));
        Directory.Delete(folder, recursive: true);

        Assert.Equal($"The model '{folder}' is a folder; name the file in it that has the model.", ofFolder);
        Assert.Equal($"The model file '{empty}' is empty.", ofFile);
        Assert.StartsWith("The stream of the model is empty or at its end", ofStream, StringComparison.Ordinal);
    }

    private static async Task<string> RefusedAsync(RedisAiEngine ai, ModelSource source) =>
        (await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", source))).Message;
}
