using System.Runtime.InteropServices;
using RedisAi.Backends.Torch.Interop;
using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Where the shim is looked for: in a process of its own each, since a process loads one.</summary>
public sealed class LibraryTests
{
    private const string Install = "it needs libtorch 1.13 and OpenBLAS, on Debian 12: apt-get install libtorch1.13 libopenblas0-pthread.";
    private const string Name = "name it in TorchBackendOptions.LibraryPath or in the environment variable REDISAI_TORCH.";

    private static string NativeFile => Path.GetFullPath(TorchRuntime.Load(null).Path);

    private static string NativeFolder => Path.GetDirectoryName(NativeFile)!;

    /// <summary>Which libtorch there is depends on the machine.</summary>
    private static string Version => $"version {TorchRuntime.Load(null).TorchVersion}";

    [Fact]
    public void Library_in_the_applications_own_folder_is_found()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(TorchRuntime.EnvironmentVariable) is not null, "The environment variable names another library.");

        Assert.StartsWith(Path.Combine(AppContext.BaseDirectory, "runtimes"), NativeFile, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Library_that_is_nowhere_says_what_to_install()
    {
        string answer = await AskAsync(variable: null);

        Assert.SkipWhen(answer.StartsWith("version ", StringComparison.Ordinal), "This system has the shim installed.");
        Assert.StartsWith("unavailable libtorch shim was not found, neither in ", answer, StringComparison.Ordinal);
        AssertSaysWhatToInstall(answer);
    }

    [Fact]
    public async Task Environment_variable_names_the_file_or_its_folder()
    {
        Assert.Equal(Version, await AskAsync(variable: NativeFile));
        Assert.Equal(Version, await AskAsync(variable: NativeFolder));
        Assert.Equal(Version, await AskAsync(variable: NativeFolder + Path.DirectorySeparatorChar));
    }

    [Fact]
    public async Task Explicit_path_names_the_file_or_its_folder_and_goes_before_the_environment_variable()
    {
        Assert.Equal(Version, await AskAsync(variable: "/no/such/folder", path: NativeFile));
        Assert.Equal(Version, await AskAsync(variable: "/no/such/folder", path: NativeFolder));
        Assert.Equal(Version, await AskAsync(variable: "", path: NativeFolder));
    }

    [Fact]
    public async Task Wrong_path_is_not_made_up_for_by_another_place()
    {
        string explicitly = await AskAsync(variable: NativeFile, path: "/no/such/file.so");
        string byVariable = await AskAsync(variable: "/no/such/folder");

        Assert.StartsWith("unavailable libtorch shim was not found at '/no/such/file.so', which TorchBackendOptions.LibraryPath names. ", explicitly, StringComparison.Ordinal);
        Assert.StartsWith("unavailable libtorch shim was not found at '/no/such/folder', which the environment variable REDISAI_TORCH names. ", byVariable, StringComparison.Ordinal);
        AssertSaysWhatToInstall(explicitly);
        AssertSaysWhatToInstall(byVariable);
    }

    [Fact]
    public async Task File_that_is_no_library_does_not_load()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["libredisai_torch.so"], "This is no library.");

        string answer = await AskAsync(variable: folder["libredisai_torch.so"]);

        Assert.Contains($"libtorch shim at '{folder["libredisai_torch.so"]}' does not load: ", answer, StringComparison.Ordinal);
        AssertSaysWhatToInstall(answer);
    }

    [Fact]
    public async Task Library_of_something_else_is_not_taken_for_the_shim()
    {
        string compression = Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*System.IO.Compression.Native*").First();
        string onnxRuntime = Directory.EnumerateFiles(NativeFolder, "*onnxruntime*").First();
        foreach (string other in (string[])[compression, onnxRuntime])
        {
            string answer = await AskAsync(variable: other);

            Assert.Equal($"unavailable The library '{other}' is not RedisAi's libtorch shim: it does not export rait_abi_version.", answer);
        }
    }

    [Fact]
    public async Task Shim_without_its_libtorch_says_what_to_install()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The name of the library that is needed is changed as ELF has it.");
        using TemporaryFolder folder = new();
        byte[] shim = await File.ReadAllBytesAsync(NativeFile);
        int needed = shim.AsSpan().IndexOf("\0libtorch.so"u8);
        Assert.SkipWhen(needed < 0, "This shim needs libtorch by another name.");

        // Of the same length, so that everything else stays where it is.
        "\0libt0rch"u8.CopyTo(shim.AsSpan(needed));
        await File.WriteAllBytesAsync(folder["libredisai_torch.so"], shim);

        string answer = await AskAsync(variable: folder.Path);

        Assert.StartsWith("unavailable ", answer, StringComparison.Ordinal);
        Assert.Contains("libt0rch.so", answer, StringComparison.Ordinal);
        AssertSaysWhatToInstall(answer);
    }

    [Fact]
    public async Task Shim_of_another_interface_version_is_refused_with_both_numbers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "The number is looked for in one processor's code.");
        using TemporaryFolder folder = new();
        byte[] shim = await File.ReadAllBytesAsync(NativeFile);
        int start = PlaceInFile("rait_abi_version");

        // mov eax, NUMBER: perhaps after a mark for jumps.
        int number = shim.AsSpan(start, 8).IndexOf((byte)0xB8) + 1;
        Assert.Equal((1, RaitApi.AbiVersion), (Math.Sign(number), shim[start + number]));
        shim[start + number] = 99;
        await File.WriteAllBytesAsync(folder["libredisai_torch.so"], shim);

        string answer = await AskAsync(variable: folder.Path);

        Assert.Contains($"has interface version 99; this package needs {RaitApi.AbiVersion}.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Library_that_was_not_there_is_asked_for_again_and_found_once_it_is()
    {
        string[] answers = [.. await AskAsync("/no/such/file.so", "/no/such/file.so", NativeFile)];

        Assert.StartsWith("unavailable libtorch shim was not found at '/no/such/file.so'", answers[0], StringComparison.Ordinal);
        Assert.Equal(answers[0], answers[1]);
        Assert.Equal(Version, answers[2]);
    }

    [Fact]
    public void Loaded_library_may_be_named_again_in_any_way()
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, NativeFile);
        foreach (string path in (string[])[NativeFile, NativeFolder, NativeFolder + Path.DirectorySeparatorChar, relative])
        {
            using TorchBackend backend = new(new TorchBackendOptions { LibraryPath = path });
            Assert.Equal(Version, $"version {backend.RuntimeVersion}");
        }
    }

    [Theory]
    [InlineData("/no/such/folder")]
    [InlineData("/")]
    public void Second_library_is_refused(string path)
    {
        string loaded = TorchRuntime.Load(null).Path;
        using TorchBackend backend = new(new TorchBackendOptions { LibraryPath = path });

        BackendUnavailableException error = Assert.Throws<BackendUnavailableException>(() => backend.RuntimeVersion);

        Assert.Equal($"This process has loaded the libtorch shim from '{loaded}' already; a second one, '{path}', cannot be loaded.", error.Message);
    }

    private static void AssertSaysWhatToInstall(string answer)
    {
        Assert.Contains(Install, answer, StringComparison.Ordinal);
        Assert.EndsWith(Name, answer, StringComparison.Ordinal);
    }

    /// <summary>Where the code of an exported function is in the shim's file.</summary>
    private static int PlaceInFile(string export)
    {
        long address = NativeLibrary.GetExport(NativeLibrary.Load(NativeFile), export);
        foreach (string line in File.ReadLines("/proc/self/maps").Where(static line => line.EndsWith(NativeFile, StringComparison.Ordinal)))
        {
            // START-END PERMISSIONS OFFSET ...
            string[] words = line.Split(' ');
            long[] range = [.. words[0].Split('-').Select(static text => Convert.ToInt64(text, 16))];
            if (address >= range[0] && address < range[1])
            {
                return (int)(address - range[0] + Convert.ToInt64(words[2], 16));
            }
        }

        throw new InvalidOperationException($"The shim is not mapped from '{NativeFile}'.");
    }

    private static async Task<List<string>> AskAsync(params string[] paths)
    {
        using ChildProcess child = FuzzHost.Start(["library", "torch", .. paths], TorchRuntime.EnvironmentVariable, value: null);
        List<string> lines = await child.ReadLinesAsync();
        Assert.True(child.ExitCode == 0, await child.ErrorsAsync());
        return lines;
    }

    private static async Task<string> AskAsync(string? variable, string? path = null)
    {
        using ChildProcess child = FuzzHost.Start(path is null ? ["library", "torch"] : ["library", "torch", path], TorchRuntime.EnvironmentVariable, variable);
        List<string> lines = await child.ReadLinesAsync();
        Assert.Equal(0, child.ExitCode);
        return Assert.Single(lines);
    }
}
