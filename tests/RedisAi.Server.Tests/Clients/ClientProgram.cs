using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

namespace RedisAi.Server.Tests.Clients;

/// <summary>Programs that are not ours, which a test runs against the server where they are installed.</summary>
internal static class ClientProgram
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>The path of a program; skips the test when it is not installed.</summary>
    public static string Find(string name, string package)
    {
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"{name} is not installed: it is in the package {package}.");
        return path!;
    }

    /// <summary>A file that lies beside the tests of clients.</summary>
    public static string Beside(string file, [CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, file);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">What it is given.</param>
    /// <param name="input">What it reads; null for nothing.</param>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, IReadOnlyList<string> arguments, string? input = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Encoding.Latin1,
        };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            await process.StandardInput.WriteAsync(input ?? "");
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(s_patience);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
