using System.Runtime.InteropServices;
using RedisAi.Backends.TfLite.Interop;
using RedisAi.Testing;

namespace RedisAi.Backends.TfLite.Tests;

/// <summary>Where the native library is looked for: in a process of its own each, since a process loads one.</summary>
public sealed class LibraryTests
{
    private const string Install = "Add the package RedisAi.TfLiteRuntime, or name the library in TfLiteBackendOptions.LibraryPath or in the environment variable REDISAI_TFLITE.";

    private static string NativeFile
    {
        get
        {
            using TfLiteBackend backend = new();
            return Path.GetFullPath(backend.RuntimeVersion.Length > 0 ? TfLiteRuntime.Instance.Path : "");
        }
    }

    [Fact]
    public void Library_in_the_applications_own_folder_is_found()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(TfLiteLibrary.EnvironmentVariable) is not null, "The environment variable names another library.");

        Assert.StartsWith(Path.Combine(AppContext.BaseDirectory, "runtimes"), NativeFile, StringComparison.Ordinal);
        using TfLiteBackend backend = new();
        Assert.Equal(TfLiteModels.RuntimeVersion, backend.RuntimeVersion);
    }

    [Fact]
    public async Task Library_that_is_nowhere_says_what_to_install()
    {
        string answer = await AskAsync(variable: null);

        Assert.SkipWhen(answer.StartsWith("version ", StringComparison.Ordinal), "This system has TensorFlow Lite installed.");
        Assert.StartsWith("unavailable TensorFlow Lite was not found, neither in ", answer, StringComparison.Ordinal);
        Assert.EndsWith(Install, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Environment_variable_names_the_file_or_its_folder()
    {
        Assert.Equal($"version {TfLiteModels.RuntimeVersion}", await AskAsync(variable: NativeFile));
        Assert.Equal($"version {TfLiteModels.RuntimeVersion}", await AskAsync(variable: Path.GetDirectoryName(NativeFile)));
    }

    [Fact]
    public async Task Explicit_path_goes_before_the_environment_variable()
    {
        Assert.Equal($"version {TfLiteModels.RuntimeVersion}", await AskAsync(variable: "/no/such/folder", path: NativeFile));
        Assert.Equal(
            $"unavailable TensorFlow Lite was not found at '/no/such/file.so', which TfLiteBackendOptions.LibraryPath names. {Install}",
            await AskAsync(variable: NativeFile, path: "/no/such/file.so"));
    }

    [Fact]
    public async Task Library_of_something_else_is_not_taken_for_the_runtime()
    {
        string other = Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*System.IO.Compression.Native*").First();

        string answer = await AskAsync(variable: other);

        Assert.Equal($"unavailable The library '{other}' is not TensorFlow Lite, or too old: it does not export TfLiteVersion.", answer);
    }

    private static async Task<string> AskAsync(string? variable, string? path = null)
    {
        using ChildProcess child = Conformance.FuzzHost.Start(path is null ? ["library", "tflite"] : ["library", "tflite", path], TfLiteLibrary.EnvironmentVariable, variable);
        List<string> lines = await child.ReadLinesAsync();
        Assert.Equal(0, child.ExitCode);
        return Assert.Single(lines);
    }
}
