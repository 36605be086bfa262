using System.ComponentModel;
using System.Diagnostics;

namespace RedisAi.Samples.StreamPipeline.Processes;

/// <summary>A process that this one has started, and what it said last. It ends with this one.</summary>
internal sealed class OwnProcess : IDisposable
{
    private const int KeptLines = 20;

    private readonly Process _process;
    private readonly string? _awaited;
    private readonly TaskCompletionSource _said = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();

    // Guarded by the lock.
    private readonly Queue<string> _lines = [];

    /// <param name="program">The program.</param>
    /// <param name="arguments">What it is given.</param>
    /// <param name="awaited">The line that <see cref="SaidAsync"/> waits for; null for none.</param>
    /// <exception cref="FileNotFoundException">There is no such program.</exception>
    public OwnProcess(string program, IEnumerable<string> arguments, string? awaited = null)
    {
        _awaited = awaited;
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
            EnableRaisingEvents = true,
        };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Exited += (_, _) => _said.TrySetException(new IOException($"{program} has ended: {LastLines}"));
        try
        {
            _process.Start();
        }
        catch (Win32Exception error)
        {
            _process.Dispose();
            throw new FileNotFoundException($"'{program}' does not start: {error.Message}.", program, error);
        }

        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += End;
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>What it said last.</summary>
    public string LastLines
    {
        get
        {
            lock (_lock)
            {
                return string.Join(Environment.NewLine, _lines);
            }
        }
    }

    /// <summary>Complete when it has said the line that is awaited.</summary>
    /// <exception cref="IOException">It has ended before.</exception>
    public Task SaidAsync() => _said.Task;

    /// <summary>Kills it (SIGKILL): it can do nothing any more.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Asks it to stop, by the end of its input, and waits until it has.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= End;
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void End(object? sender, EventArgs exit) => Dispose();

    private void Note(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (line == _awaited)
        {
            _said.TrySetResult();
        }

        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > KeptLines)
            {
                _lines.Dequeue();
            }
        }
    }
}
