using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>What is told of sources that have no model.</summary>
public sealed class ModelSourceTests
{
    [Fact]
    public async Task File_can_be_named_without_a_source()
    {
        await using RedisAiEngine ai = new(new FakeBackend());
        using TemporaryFolder folder = new();
        string path = folder["model"];
        await File.WriteAllBytesAsync(path, "FAKE model"u8.ToArray());

        ModelInfo info = await ai.Models.StoreAsync("m", path, new ModelOptions { Tag = "t" });

        Assert.Equal(("FAKE", "t"), (info.Backend, info.Tag));
    }

    [Fact]
    public async Task Folder_empty_file_and_empty_stream_are_called_so()
    {
        await using RedisAiEngine ai = new(new FakeBackend());
        using TemporaryFolder folder = new();
        string empty = folder["empty.onnx"];
        await File.WriteAllBytesAsync(empty, []);
        using MemoryStream atEnd = new("FAKE model"u8.ToArray());
        atEnd.Position = atEnd.Length;

        string ofFolder = await RefusedAsync(ai, ModelSource.FromFile(folder.Path));
        string ofFile = await RefusedAsync(ai, ModelSource.FromFile(empty));
        string ofStream = await RefusedAsync(ai, ModelSource.FromStream(atEnd));

        Assert.Equal($"The model '{folder.Path}' is a folder; name the file in it that has the model.", ofFolder);
        Assert.Equal($"The model file '{empty}' is empty.", ofFile);
        Assert.StartsWith("The stream of the model is empty or at its end", ofStream, StringComparison.Ordinal);
    }

    private static async Task<string> RefusedAsync(RedisAiEngine ai, ModelSource source) =>
        (await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", source))).Message;
}
