using RedisAi.Backends.Onnx.Interop;
using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>The runtime's official builds report to their makers unless they are told not to.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public void Native_code_is_told_to_report_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the runtime writes to the system's event tracing, which no variable ends.");
        using OnnxBackend backend = new();
        Assert.NotEmpty(backend.RuntimeVersion);

        Assert.Equal("1", NativeEnvironment.Get("ORT_DISABLE_TELEMETRY"));
    }

    [Fact]
    public async Task A_process_that_loads_the_runtime_leaves_no_identifier_and_no_database()
    {
        using OnnxBackend backend = new();
        Assert.NotEmpty(backend.RuntimeVersion);
        using TemporaryFolder home = new();

        using (ChildProcess child = FuzzHost.Start(["library", "onnx", OrtRuntime.Instance.Path], "HOME", home.Path))
        {
            Assert.Equal($"version {OnnxModels.RuntimeVersion}", Assert.Single(await child.ReadLinesAsync()));
        }

        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(home.Path, "*", SearchOption.AllDirectories), static path => path.Contains("onnxruntime", StringComparison.OrdinalIgnoreCase));
    }
}
