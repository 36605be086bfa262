using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RedisAi.Conformance;

/// <summary>A process of RedisAi.FuzzHost. Disposing it ends the process.</summary>
public sealed class FuzzChild : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    /// <param name="arguments">What it is to do.</param>
    /// <param name="variable">An environment variable that it gets a value of its own for.</param>
    /// <param name="value">The value; null for none.</param>
    public FuzzChild(IReadOnlyList<string> arguments, string variable, string? value)
    {
        ProcessStartInfo start = new(DotnetPath, [HostPath, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove(variable);
        start.Environment.Remove("LD_LIBRARY_PATH");
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        if (value is not null)
        {
            start.Environment[variable] = value;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"'{HostPath}' does not start.");
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public int ExitCode => _process.ExitCode;

    /// <summary>The built program, in the folder beside this assembly's.</summary>
    private static string HostPath
    {
        get
        {
            DirectoryInfo configuration = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            return Path.Combine(configuration.Parent!.Parent!.FullName, "RedisAi.FuzzHost", configuration.Name, "RedisAi.FuzzHost.dll");
        }
    }

    /// <summary>The dotnet that this process runs on.</summary>
    private static string DotnetPath => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>Its next line, or null when it has ended.</summary>
    /// <exception cref="TimeoutException">It says nothing for so long.</exception>
    public async Task<string?> ReadLineAsync(TimeSpan patience)
    {
        string? line = await _process.StandardOutput.ReadLineAsync().WaitAsync(patience);
        if (line is null)
        {
            await _process.WaitForExitAsync();
        }

        return line;
    }

    public async Task<List<string>> ReadToEndAsync()
    {
        List<string> lines = [];
        while (await ReadLineAsync(TimeSpan.FromSeconds(60)) is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>What it wrote to stderr, once it has ended: the beginning.</summary>
    public async Task<string> ErrorsAsync()
    {
        string text = (await _errors).ReplaceLineEndings(" ");
        return text[..Math.Min(text.Length, 300)];
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
