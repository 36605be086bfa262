using RedisAi.Server.Importing;

namespace RedisAi.Server.Tests.Importing;

/// <summary>An import, and what it has said.</summary>
internal sealed record ImportRun(int ExitCode, string Output, string Errors)
{
    public static async Task<ImportRun> Of(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        int exitCode = await ImportProgram.RunAsync(arguments, output, errors);
        return new ImportRun(exitCode, output.ToString(), errors.ToString());
    }
}
