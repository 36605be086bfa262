using System.CommandLine;
using RedisAi.Cli.Output;

namespace RedisAi.Cli.CommandLine;

/// <summary>A command as it was typed, and what it uses.</summary>
/// <param name="Typed">What was typed.</param>
/// <param name="Services">What it uses.</param>
/// <param name="Common">The options that every command has.</param>
/// <param name="Interrupted">Cancelled when it is to end.</param>
internal sealed record CommandCall(ParseResult Typed, CliServices Services, CommonOptions Common, CancellationToken Interrupted)
{
    public Terminal Terminal => Services.Terminal;

    public bool WantsJson => Typed.GetValue(Common.Json);

    public bool IsVerbose => Typed.GetValue(Common.Verbose);

    /// <summary>Shows a person or a program what came out.</summary>
    public void Show(IView view) => Terminal.Show(view, WantsJson);

    /// <summary>Tells a person how far it is; nobody where a program reads.</summary>
    public Task<T> WithProgressAsync<T>(string what, Func<IProgress<double>, Task<T>> work) =>
        WantsJson ? work(new NoProgress()) : Terminal.WithProgressAsync(what, work);
}
