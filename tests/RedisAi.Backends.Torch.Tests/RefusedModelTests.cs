using System.IO.Compression;
using System.Text;
using RedisAi.Conformance;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Models that reach for files, and files that are no models.</summary>
public sealed class RefusedModelTests
{
    [Theory]
    [InlineData("saves_file")]
    [InlineData("saves_file_at_load")]
    [InlineData("reads_file")]
    public async Task Model_that_reaches_for_a_file_is_refused_before_any_of_its_code_runs(string name)
    {
        using TemporaryFolder folder = new();
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.Path;
        try
        {
            ModelLoadException error = await TorchModels.RefusedAsync(name);

            Assert.Contains("unless file access is allowed", error.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Fact]
    public async Task Model_that_writes_a_file_may_when_it_is_allowed()
    {
        using TemporaryFolder folder = new();
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.Path;
        try
        {
            await using RedisAiEngine ai = await TorchModels.EngineWithAsync("saves_file", static torch => torch.AllowFileAccess = true);
            using AiTensor x = TorchModels.Filled(1, 2);
            ai.Models["m"].Run([x]).Dispose();

            Assert.Single(Directory.EnumerateFiles(folder.Path));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Fact]
    public async Task File_that_is_not_there_and_file_that_is_no_archive_are_refused_by_name()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["text.pt"], "no archive");
        await using RedisAiEngine ai = TorchModels.Engine();

        ModelLoadException absent = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromFile(folder["absent.pt"])));
        ModelLoadException text = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromFile(folder["text.pt"])));

        Assert.Contains("absent.pt", absent.Message, StringComparison.Ordinal);
        Assert.Contains("text.pt", text.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Class_with_a_constant_of_no_type_is_refused_which_libtorch_does_not_survive()
    {
        byte[] damaged = WithCode("mlp", "training : bool", "training = 1");
        foreach (bool files in (bool[])[true, false])
        {
            await using RedisAiEngine ai = TorchModels.Engine();

            ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(
                () => ai.Models.StoreAsync("m", ModelSource.FromBytes(damaged), new ModelOptions { Backend = "TORCH" }.ConfigureTorch(torch => torch.AllowFileAccess = files)));

            Assert.Contains("has a constant of a class without its type", error.Message, StringComparison.Ordinal);
            Assert.Contains("training = 1", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Device_that_is_not_there_is_refused_with_what_there_is()
    {
        Assert.SkipWhen(Interop.RaitApi.HasCuda() != 0, "This machine has a GPU.");
        await using RedisAiEngine ai = TorchModels.Engine();

        BackendUnavailableException error = await Assert.ThrowsAsync<BackendUnavailableException>(
            () => ai.Models.StoreAsync("m", TorchModels.Source("add16"), new ModelOptions { Device = Device.Cuda(0) }));

        Assert.Contains("'cuda:0'", error.Message, StringComparison.Ordinal);
        Assert.Contains("CUDA", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A model with other text in its code.</summary>
    private static byte[] WithCode(string name, string text, string other)
    {
        using ZipArchive model = ZipFile.OpenRead(TorchModels.PathOf(name));
        using MemoryStream bytes = new();
        using (ZipArchive copy = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in model.Entries)
            {
                using MemoryStream content = new();
                using (Stream source = entry.Open())
                {
                    source.CopyTo(content);
                }

                using Stream target = copy.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                target.Write(entry.FullName.EndsWith(".py", StringComparison.Ordinal)
                    ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content.ToArray()).Replace(text, other, StringComparison.Ordinal))
                    : content.ToArray());
            }
        }

        return bytes.ToArray();
    }
}
