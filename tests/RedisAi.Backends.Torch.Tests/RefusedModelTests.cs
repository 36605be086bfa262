using System.IO.Compression;
using RedisAi.Testing;

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
    public async Task Pickle_of_torch_save_is_refused_as_one_with_what_to_do_instead()
    {
        using TemporaryFolder folder = new();
        using (ZipArchive archive = ZipFile.Open(folder["model.pth"], ZipArchiveMode.Create))
        {
            foreach (string name in (string[])["model/data.pkl", "model/byteorder", "model/data/0", "model/version"])
            {
                using Stream entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write("cthing\nthat runs\n"u8);
            }
        }

        await File.WriteAllBytesAsync(folder["old.pth"], [0x80, 2, 0x8A, 10, 0x6C, 0xFC]);
        await using RedisAiEngine ai = TorchModels.Engine();

        ModelLoadException ofArchive = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromFile(folder["model.pth"])));
        ModelLoadException ofBytes = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromBytes(File.ReadAllBytes(folder["model.pth"]))));
        ModelLoadException alone = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromFile(folder["old.pth"])));

        Assert.All([ofArchive, ofBytes, alone], static error => Assert.Contains(
            " could not be loaded. It is a pickle as torch.save writes it, which is never opened here: a pickle runs code of its own. Save the model as TorchScript, torch.jit.save(", error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Class_with_a_constant_of_no_type_is_refused_which_libtorch_does_not_survive()
    {
        byte[] damaged = Rewritten("mlp", "training : bool", "training = 1");
        foreach (bool files in (bool[])[true, false])
        {
            await using RedisAiEngine ai = TorchModels.Engine();

            ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(
                () => ai.Models.StoreAsync("m", ModelSource.FromBytes(damaged), new ModelOptions { Backend = "TORCH" }.ConfigureTorch(torch => torch.AllowFileAccess = files)));

            Assert.Contains("has a constant of a class without its type", error.Message, StringComparison.Ordinal);
            Assert.Contains("training = 1", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Ways to write, read or call out while an archive is read; each took or could take the place of torch.save in a class's __setstate__.</summary>
    public static TheoryData<string> Disguises =>
    [
        "t = torch\n    t.save([torch.ones([1])], _0)",
        "o = ops\n    o.aten.save([torch.ones([1])], _0)",
        "a = ops.aten\n    a.save([torch.ones([1])], _0)",
        "ops.aten.save([torch.ones([1])], _0)",
        "torch . save([torch.ones([1])], _0)",
        "torch.\\\n      save([torch.ones([1])], _0)",
        "s = torch.save\n    s([torch.ones([1])], _0)",
        "torch.ones([1]).save(_0)",
        "[torch.ones([1])].save(_0)",
        "getattr(torch, \"save\")([torch.ones([1])], _0)",
        "getattr(torch, \"sa\" \"ve\")([torch.ones([1])], _0)",
        "getattr(torch.ones([1]), \"save\")(_0)",
        "g = getattr\n    g(torch.ones([1]), \"save\")(_0)",
        "t = (torch if True else torch)\n    t.save([torch.ones([1])], _0)",
        "t = [torch][0]\n    t.save([torch.ones([1])], _0)",
        "_1 = torch.from_file(_0, False, 1)",
        "_1 = _0.from_file(False, 1)",
        "_1 = ops.aten.from_file(_0, False, 1)",
        "_1 = rpc_sync(_0, _0, (), {})",
        "_1 = rpc_async(_0, _0, (), {})",
        "_1 = rpc_remote(_0, _0, (), {})",
        "_1 = ops.prim.rpc_sync(_0, _0, (), {})",
        "_1 = ops.c10d.broadcast_([torch.ones([1])], state, 0, 0, 0)",
        "_1 : __torch__.torch.classes.c10d.ProcessGroup = state",
        "_1 : __torch__.torch.classes.dist_c10d.ProcessGroup = state",
        "_1 : __torch__.torch.classes.dist_rpc.WorkerInfo = state",
    ];

    [Theory]
    [MemberData(nameof(Disguises))]
    public async Task Code_that_reaches_for_a_file_while_it_is_read_is_refused_however_it_is_written(string disguise) =>
        await AssertRefusedUntouchedAsync(Rewritten("saves_file_at_load", text: "torch.save([torch.ones([1])], _0)", other: disguise));

    [Theory]
    [InlineData("CODE/")]
    [InlineData("Code/")]
    [InlineData("cOdE/")]
    public async Task Code_in_a_folder_of_another_case_is_looked_through_too(string folder)
    {
        await AssertRefusedUntouchedAsync(Rewritten("saves_file_at_load", rename: name => name.Replace("code/", folder, StringComparison.Ordinal)));
        await AssertRefusedUntouchedAsync(Rewritten("saves_file_at_load", rename: static name => name.Replace(".py", ".PY", StringComparison.Ordinal)));

        byte[] broken = Rewritten("mlp", text: "training : bool", other: "training = 1", rename: name => name.Replace("code/", folder, StringComparison.Ordinal));
        Assert.Contains("has a constant of a class without its type", (await RefusedAsync(broken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_after_a_version_or_between_imports_is_looked_through_too()
    {
        foreach (string start in (string[])["op_version_set = 1\nclass", "import __torch__.other\nclass", "op_version_set = 1\nimport __torch__.other\nclass"])
        {
            await AssertRefusedUntouchedAsync(Rewritten("saves_file_at_load", text: "class", other: start));
        }

        await AssertRefusedUntouchedAsync(Rewritten("saves_file_at_load", text: "class", other: "class Other(Module):\n  __parameters__ = []\nimport __torch__.other\nclass"));
    }

    [Fact]
    public async Task Archive_that_takes_long_to_read_is_not_waited_for_once_that_is_cancelled()
    {
        // No loop check is in code that runs while it is read. This ends by itself after a second or so, as an endless one would not.
        byte[] slow = Rewritten("saves_file_at_load", text: "torch.save([torch.ones([1])], _0)", other: "for _1 in range(10000000):\n      self.scale = _1");
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["slow.pt"], slow);
        foreach (ModelSource source in (ModelSource[])[ModelSource.FromBytes(slow), ModelSource.FromFile(folder["slow.pt"])])
        {
            await using RedisAiEngine ai = TorchModels.Engine();
            long before = Interop.RaitApi.CountAlive();
            using CancellationTokenSource cancellation = new();
            Task<ModelInfo> store = ai.Models.StoreAsync("m", source, new ModelOptions { Backend = "TORCH" }, cancellation.Token);
            await Eventually.HoldsAsync(() => Interop.RaitApi.CountAlive() > before, "the beginning of the loading");

            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store);

            Assert.InRange(Interop.RaitApi.CountAlive(), before + 1, long.MaxValue);
            Assert.False(ai.Models.TryGet("m", out _));
            await Eventually.HoldsAsync(() => Interop.RaitApi.CountAlive() == before, "the end of the loading");
        }
    }

    [Fact]
    public async Task Archive_of_a_time_that_kept_code_elsewhere_is_refused()
    {
        foreach (string name in (string[])["model.json", "MODEL.json"])
        {
            byte[] old = Rewritten("add16", rename: entry => entry.Replace("constants.pkl", name, StringComparison.Ordinal));

            Assert.Contains("model.json", (await RefusedAsync(old)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("_1 = getattr(self, \"training\")")]
    [InlineData("_1 = \"torch.save(\"")]
    [InlineData("_1 = ops.aten.relu(torch.ones([1]))")]
    public async Task Harmless_code_that_runs_while_it_is_read_is_not_refused(string code)
    {
        await using RedisAiEngine ai = TorchModels.Engine();
        await ai.Models.StoreAsync("m", ModelSource.FromBytes(Rewritten("saves_file_at_load", text: "torch.save([torch.ones([1])], _0)", other: code)), new ModelOptions { Backend = "TORCH" });
        using AiTensor x = TorchModels.Filled(1, 2);

        using ModelResult result = ai.Models["m"].Run([x]);

        Assert.Equal([2, 2], result[0].ToArray<float>());
    }

    [Theory]
    [InlineData("_0 = torch.save(a, \"a-test-model-wrote-this.pt\")", "save")]
    [InlineData("_0 = torch.from_file(\"/etc/hostname\", False, 1)", "from_file")]
    [InlineData("_0 = ops.prim.rpc_sync(\"worker\", \"function\", (), {})", "rpc_sync")]
    [InlineData("_0 = ops.c10d.alltoall_([a], [b], 0, 0)", "c10d")]
    public async Task Operator_that_reaches_beyond_the_process_is_refused_in_a_models_code(string code, string name) =>
        Assert.Contains(name, (await RefusedAsync(Rewritten("add16", text: "return torch.add", other: $"{code}\n    return torch.add"))).Message, StringComparison.Ordinal);

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

    private static async Task<ModelLoadException> RefusedAsync(byte[] model)
    {
        await using RedisAiEngine ai = TorchModels.Engine();
        return await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromBytes(model), new ModelOptions { Backend = "TORCH" }));
    }

    /// <summary>The model is refused for what it reaches for, and has not reached it.</summary>
    private static async Task AssertRefusedUntouchedAsync(byte[] model)
    {
        using TemporaryFolder folder = new();
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.Path;
        try
        {
            ModelLoadException error = await RefusedAsync(model);

            Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
            Assert.Contains("unless file access is allowed", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    private static byte[] Rewritten(string name, string text = "", string other = "", Func<string, string>? rename = null) => TorchModels.Rewritten(name, text, other, rename);
}
