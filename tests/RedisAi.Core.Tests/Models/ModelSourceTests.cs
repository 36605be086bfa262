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
    public async Task SavedModel_is_refused_with_ways_to_convert_it()
    {
        await using RedisAiEngine ai = new(new FakeBackend());
        using TemporaryFolder folder = new();
        string file = folder["saved_model.pb"];
        await File.WriteAllBytesAsync(file, [8, 1, 18, 0]);

        string ofFolder = await RefusedAsync(ai, ModelSource.FromFile(folder.Path));
        string ofFile = await RefusedAsync(ai, ModelSource.FromFile(file));

        string ways = $"is a SavedModel, which only TensorFlow itself runs. Convert it to ONNX: python -m tf2onnx.convert --saved-model \"{folder.Path}\" --output model.onnx; " +
            $"or to TensorFlow Lite: open(\"model.tflite\", \"wb\").write(tf.lite.TFLiteConverter.from_saved_model(\"{folder.Path}\").convert()). Then store the file that comes of it.";
        Assert.Equal($"'{folder.Path}' {ways}", ofFolder);
        Assert.Equal($"'{file}' {ways}", ofFile);
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

    [Fact]
    public async Task Stream_that_is_larger_than_an_array_is_refused_with_the_way_out()
    {
        await using RedisAiEngine ai = new(new FakeBackend());
        using Unreadable large = new(3L << 30);

        string refused = await RefusedAsync(ai, ModelSource.FromStream(large));

        Assert.Equal("The stream of the model has 3221225472 bytes; a model that is read from a stream has 2147483591 at most: store it from its file, by ModelSource.FromFile.", refused);
    }

    [Fact]
    public async Task Stream_that_is_beyond_its_end_is_at_its_end()
    {
        await using RedisAiEngine ai = new(new FakeBackend());
        using MemoryStream beyond = new("FAKE model"u8.ToArray());
        beyond.Position = beyond.Length + 5;

        string refused = await RefusedAsync(ai, ModelSource.FromStream(beyond));

        Assert.StartsWith("The stream of the model is empty or at its end", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_that_cannot_be_read_is_an_error_of_the_model()
    {
        await using RedisAiEngine ai = new(new FakeBackend());
        using Unreadable broken = new(10);

        string refused = await RefusedAsync(ai, ModelSource.FromStream(broken));

        Assert.Equal("The stream of the model cannot be read: The disk is gone.", refused);
    }

    [Fact]
    public async Task File_that_is_opened_and_cannot_be_read_is_an_error_of_the_model()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no such file.");
        await using RedisAiEngine ai = new(new FakeBackend());

        // No process has anything at the address 0.
        string refused = await RefusedAsync(ai, ModelSource.FromFile("/proc/self/mem"));

        Assert.StartsWith("The model file '/proc/self/mem' cannot be read: ", refused, StringComparison.Ordinal);
    }

    private sealed class Unreadable(long length) : MemoryStream
    {
        public override long Length => length;

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => throw new IOException("The disk is gone.");
    }

    private static async Task<string> RefusedAsync(RedisAiEngine ai, ModelSource source) =>
        (await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", source))).Message;
}
