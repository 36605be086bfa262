using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace RedisAi.Testing;

/// <summary>A process that a test starts, and what it prints. Disposing it ends the process, however the test ends.</summary>
public sealed partial class ChildProcess : IDisposable
{
    // As Linux numbers them.
    private const int Continue = 18;
    private const int Stop = 19;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly ConcurrentDictionary<ChildProcess, bool> s_running = EndedWithThisProcess();

    private readonly Process _process;
    private readonly Task<string> _errors;

    /// <param name="program">The path of the program, or its name where it is on the path.</param>
    /// <param name="arguments">What it is given.</param>
    /// <param name="folder">Where it works; null for where this process does.</param>
    /// <param name="environment">Variables that it gets a value of its own for, or with null none.</param>
    public ChildProcess(string program, IReadOnlyList<string> arguments, string? folder = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ProcessStartInfo start = new(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? "",
        };
        foreach ((string variable, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment.Remove(variable);
            if (value is not null)
            {
                start.Environment[variable] = value;
            }
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' does not start.");
        _errors = _process.StandardError.ReadToEndAsync();
        s_running[this] = true;
    }

    /// <summary>Gets the dotnet that this process runs on.</summary>
    public static string DotnetPath { get; } =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>Gets its number in the system.</summary>
    public int Id => _process.Id;

    /// <summary>Gets whether it is there no more.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Gets what it ended with.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Returns the path of a project's built program: bin/PROJECT/CONFIGURATION, as that of this process.</summary>
    /// <param name="project">The name of the project.</param>
    public static string ProgramOf(string project)
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(TestData.Root, "artifacts", "bin", project, configuration, $"{project}.dll");
    }

    /// <summary>Starts a program and waits for its end.</summary>
    /// <param name="program">The path of the program, or its name where it is on the path.</param>
    /// <param name="arguments">What it is given.</param>
    /// <param name="folder">Where it works; null for where this process does.</param>
    /// <param name="environment">Variables that it gets a value of its own for, or with null none.</param>
    /// <exception cref="TimeoutException">It does not end within minutes; by then it is gone.</exception>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string program, IReadOnlyList<string> arguments, string? folder = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using ChildProcess child = new(program, arguments, folder, environment);
        string output = await child._process.StandardOutput.ReadToEndAsync().WaitAsync(s_patience);
        string errors = await child._errors.WaitAsync(s_patience);
        await child._process.WaitForExitAsync().WaitAsync(s_patience);
        return (child.ExitCode, output, errors);
    }

    /// <summary>Its next line, or null when it has ended.</summary>
    /// <param name="patience">How long to wait for it.</param>
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

    /// <summary>All its lines, once it has ended.</summary>
    /// <exception cref="TimeoutException">It says nothing for minutes.</exception>
    public async Task<List<string>> ReadLinesAsync()
    {
        List<string> lines = [];
        while (await ReadLineAsync(s_patience) is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>What it wrote to stderr, once it has ended.</summary>
    public Task<string> ErrorsAsync() => _errors;

    /// <summary>Kills it (SIGKILL) without those that it has started, and waits until it is gone.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Stops it where it is (SIGSTOP): its connections stay open, and nothing answers.</summary>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void Pause() => Send(Stop);

    /// <summary>Lets it go on after <see cref="Pause"/> (SIGCONT).</summary>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void Resume() => Send(Continue);

    /// <inheritdoc/>
    public void Dispose()
    {
        s_running.TryRemove(this, out _);
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>A test that is ended from outside disposes nothing, and servers would stay for ever.</summary>
    private static ConcurrentDictionary<ChildProcess, bool> EndedWithThisProcess()
    {
        ConcurrentDictionary<ChildProcess, bool> running = new();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (ChildProcess child in running.Keys)
            {
                child.Dispose();
            }
        };
        return running;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Send(int process, int signal);

    private void Send(int signal)
    {
        if (_process.HasExited || Send(_process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"Process {_process.Id} cannot be sent signal {signal}: it has {(_process.HasExited ? "ended" : $"error {Marshal.GetLastPInvokeError()}")}.");
        }
    }
}
