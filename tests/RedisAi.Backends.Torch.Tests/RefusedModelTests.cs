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
    public async Task Device_that_is_not_there_is_refused_with_what_there_is()
    {
        Assert.SkipWhen(Interop.RaitApi.HasCuda() != 0, "This machine has a GPU.");
        await using RedisAiEngine ai = TorchModels.Engine();

        BackendUnavailableException error = await Assert.ThrowsAsync<BackendUnavailableException>(
            () => ai.Models.StoreAsync("m", TorchModels.Source("add16"), new ModelOptions { Device = Device.Cuda(0) }));

        Assert.Contains("'cuda:0'", error.Message, StringComparison.Ordinal);
        Assert.Contains("CUDA", error.Message, StringComparison.Ordinal);
    }
}
