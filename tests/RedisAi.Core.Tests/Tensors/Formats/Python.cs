using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Tensors.Formats;

/// <summary>Asks the Python of the system for a second opinion.</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>Runs Python and returns what it prints. Skips the test if there is no Python or a module is missing.</summary>
    public static async Task<string> RunAsync(string? neededModule, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(Interpreter), $"{Interpreter} is not installed.");
        if (neededModule is not null)
        {
            (int found, _, _) = await ChildProcess.RunAsync(Interpreter, ["-c", $"import {neededModule}"]);
            Assert.SkipUnless(found == 0, $"{Interpreter} has no module {neededModule}.");
        }

        (int exitCode, string output, string errors) = await ChildProcess.RunAsync(Interpreter, arguments);
        Assert.True(exitCode == 0, errors);
        return output;
    }
}
