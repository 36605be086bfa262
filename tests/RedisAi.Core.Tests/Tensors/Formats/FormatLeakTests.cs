using RedisAi.Tensors.Formats;
using RedisAi.Tensors.Memory;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Tensors.Formats;

/// <summary>Counts the buffers of the whole process, so nothing else may run beside it.</summary>
[Collection(Alone)]
[CollectionDefinition(Alone, DisableParallelization = true)]
public sealed class FormatLeakTests
{
    private const string Alone = "Buffers of the formats are counted";

    [Fact]
    public async Task Refused_and_cancelled_files_leave_no_tensor_behind()
    {
        using TemporaryFolder folder = new();
        string path = folder["state.safetensors"];
        long before = TensorMemory.Shared.Outstanding;
        using (AiTensor tensor = AiTensor.Create<float>([1000], static span => span.Clear()))
        using (AiTensor names = AiTensor.CreateStrings([1], ["a"]))
        {
            await TensorSnapshotFile.WriteAsync(path, [new("x", tensor, null), new("n", names, null)], TestContext.Current.CancellationToken);
            await Assert.ThrowsAsync<ArgumentException>(() => TensorSnapshotFile.WriteAsync(
                path, [new("x", tensor, null), new("x", names, null)], TestContext.Current.CancellationToken));
        }

        byte[] file = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        file[^1] ^= 1;
        await File.WriteAllBytesAsync(path, file, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InvalidDataException>(() => TensorSnapshotFile.ReadAsync(path, TestContext.Current.CancellationToken));

        foreach (string bad in Directory.GetFiles(TestData.Path("npy", "bad"), "*.npy"))
        {
            Assert.Throws<InvalidDataException>(() => NpyFile.Load(bad));
            using TrickleStream stream = new(await File.ReadAllBytesAsync(bad, TestContext.Current.CancellationToken));
            Assert.Throws<InvalidDataException>(() => NpyFile.Read(stream));
        }

        foreach (string good in Directory.GetFiles(TestData.Path("npy"), "*.npy"))
        {
            NpyFile.Load(good).Dispose();
        }

        Assert.Equal(before, TensorMemory.Shared.Outstanding);
    }
}
