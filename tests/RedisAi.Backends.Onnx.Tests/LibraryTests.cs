using System.Runtime.InteropServices;
using RedisAi.Backends.Onnx.Interop;
using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>Where the native library is looked for: in a process of its own each, since a process loads one.</summary>
public sealed class LibraryTests
{
    private const string Install = "Add the package RedisAi.OnnxRuntime (or Microsoft.ML.OnnxRuntime, or Microsoft.ML.OnnxRuntime.Gpu for CUDA), " +
        "or name the library in OnnxBackendOptions.LibraryPath or in the environment variable REDISAI_ONNXRUNTIME.";

    private static string NativeFolder => Path.GetDirectoryName(NativeFile)!;

    private static string NativeFile
    {
        get
        {
            using OnnxBackend backend = new();
            return Path.GetFullPath(backend.RuntimeVersion.Length > 0 ? OrtRuntime.Instance.Path : "");
        }
    }

    [Fact]
    public void Library_in_the_applications_own_folder_is_found()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(OrtLibrary.EnvironmentVariable) is not null, "The environment variable names another library.");

        Assert.StartsWith(Path.Combine(AppContext.BaseDirectory, "runtimes"), NativeFile, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Library_that_is_nowhere_says_what_to_install()
    {
        string answer = await AskAsync(variable: null);

        Assert.SkipWhen(answer.StartsWith("version ", StringComparison.Ordinal), "This system has an ONNX Runtime installed.");
        Assert.StartsWith("unavailable ONNX Runtime was not found, neither in ", answer, StringComparison.Ordinal);
        Assert.EndsWith(Install, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Environment_variable_names_the_file_or_its_folder()
    {
        Assert.Equal($"version {OnnxModels.RuntimeVersion}", await AskAsync(variable: NativeFile));
        Assert.Equal($"version {OnnxModels.RuntimeVersion}", await AskAsync(variable: NativeFolder));
        Assert.Equal($"version {OnnxModels.RuntimeVersion}", await AskAsync(variable: NativeFolder + Path.DirectorySeparatorChar));
    }

    [Fact]
    public async Task Explicit_path_names_the_file_or_its_folder_and_goes_before_the_environment_variable()
    {
        Assert.Equal($"version {OnnxModels.RuntimeVersion}", await AskAsync(variable: "/no/such/folder", path: NativeFile));
        Assert.Equal($"version {OnnxModels.RuntimeVersion}", await AskAsync(variable: "/no/such/folder", path: NativeFolder));
        Assert.Equal($"version {OnnxModels.RuntimeVersion}", await AskAsync(variable: "", path: NativeFolder));
    }

    [Fact]
    public async Task Wrong_path_is_not_made_up_for_by_another_place()
    {
        string explicitly = await AskAsync(variable: NativeFile, path: "/no/such/file.so");
        string byVariable = await AskAsync(variable: "/no/such/folder");

        Assert.Equal($"unavailable ONNX Runtime was not found at '/no/such/file.so', which OnnxBackendOptions.LibraryPath names. {Install}", explicitly);
        Assert.Equal($"unavailable ONNX Runtime was not found at '/no/such/folder', which the environment variable REDISAI_ONNXRUNTIME names. {Install}", byVariable);
    }

    [Fact]
    public async Task File_that_is_no_library_does_not_load()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["libonnxruntime.so"], "This is no library.");

        string answer = await AskAsync(variable: folder["libonnxruntime.so"]);

        Assert.StartsWith($"unavailable The ONNX Runtime at '{folder["libonnxruntime.so"]}' does not load: ", answer, StringComparison.Ordinal);
        Assert.EndsWith(Install, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Library_of_something_else_is_not_taken_for_the_runtime()
    {
        string other = Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*System.IO.Compression.Native*").First();

        string answer = await AskAsync(variable: other);

        Assert.Equal($"unavailable The library '{other}' is not ONNX Runtime: it does not export OrtGetApiBase.", answer);
    }

    [Fact]
    public void Library_that_is_loaded_already_may_be_named_in_other_words()
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, NativeFolder);

        foreach (string path in (string[])[NativeFile, NativeFolder, NativeFolder + Path.DirectorySeparatorChar, relative])
        {
            using OnnxBackend backend = new(new OnnxBackendOptions { LibraryPath = path });
            Assert.Equal(OnnxModels.RuntimeVersion, backend.RuntimeVersion);
        }
    }

    [Theory]
    [InlineData("/no/such/folder")]
    [InlineData("/")]
    public void Second_library_is_refused(string path)
    {
        string loaded = NativeFile;
        using OnnxBackend backend = new(new OnnxBackendOptions { LibraryPath = path });

        BackendUnavailableException error = Assert.Throws<BackendUnavailableException>(() => backend.RuntimeVersion);

        Assert.Equal($"This process has loaded ONNX Runtime from '{loaded}' already; a second one, '{path}', cannot be loaded.", error.Message);
    }

    private static async Task<string> AskAsync(string? variable, string? path = null)
    {
        using ChildProcess child = FuzzHost.Start(path is null ? ["library", "onnx"] : ["library", "onnx", path], OrtLibrary.EnvironmentVariable, variable);
        List<string> lines = await child.ReadLinesAsync();
        Assert.Equal(0, child.ExitCode);
        return Assert.Single(lines);
    }
}
