using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RedisAi.Cli.CommandLine;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Targets;

/// <summary>The options that say which server is asked.</summary>
internal sealed class TargetOptions
{
    public const string TargetVariable = "REDISAI_TARGET";
    public const string PasswordVariable = "REDIS_PASSWORD";

    private const string Usual = "redisai://127.0.0.1:6379";

    /// <summary>What MLflow's shell calls a target without an address.</summary>
    private const string Bare = "redisai";

    private readonly Option<string> _target = new("--target", "-t")
    {
        Description = $"The server: redisai://[user:password@]host[:port], redisais:// to encrypt; {TargetVariable} unless said, else {Usual}. {PasswordVariable} has the password that an address lacks",
        HelpName = "address",
    };

    private readonly Option<string> _authorities = new("--cacert")
    {
        Description = "Whom to believe that a certificate is the server's, as PEM",
        HelpName = "file",
    };

    public IEnumerable<Symbol> Options => [_target, _authorities];

    /// <summary>The option beside that of the target, for commands that have one of their own.</summary>
    public Symbol AuthoritiesOption => _authorities;

    /// <summary>Connects to the server that a command line names.</summary>
    public Task<RedisAiClient> ConnectAsync(CommandCall call) => ConnectAsync(call, call.Typed.GetValue(_target));

    /// <summary>Connects to a server.</summary>
    /// <param name="call">The command.</param>
    /// <param name="typed">What was typed for the server; null for nothing.</param>
    public Task<RedisAiClient> ConnectAsync(CommandCall call, string? typed)
    {
        RedisAiClientOptions options = new()
        {
            Password = call.Services.Environment(PasswordVariable) is { Length: > 0 } password ? password : null,
            Authorities = call.Typed.GetValue(_authorities) is { } path ? Authorities(path) : null,
            TimeProvider = call.Services.Time,
        };
        return RedisAiClient.ConnectAsync(Resolve(typed, call.Services.Environment), options, call.Interrupted);
    }

    /// <summary>The address of a target.</summary>
    /// <param name="typed">What was typed; null for nothing.</param>
    /// <param name="environment">The variables of the environment.</param>
    /// <exception cref="CliException">It is no address.</exception>
    public static RedisUrl Resolve(string? typed, Func<string, string?> environment)
    {
        string target = IsBare(typed) ? environment(TargetVariable) ?? Usual : typed!;
        return RedisUrl.TryParse(IsBare(target) ? Usual : target)
            ?? throw CliException.NotUnderstood($"The target {(IsBare(typed) ? $"in {TargetVariable} " : "")}{RedisUrl.Expected}");
    }

    private static bool IsBare(string? target) => target is null or "" or Bare or $"{Bare}:";

    private static X509Certificate2Collection Authorities(string path)
    {
        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPemFile(GivenFile.Require(path));
        }
        catch (CryptographicException error)
        {
            throw new CliException($"'{path}' cannot be read: {error.Message}", error);
        }

        return authorities.Count > 0 ? authorities : throw new CliException($"'{path}' has no certificate; a PEM file is expected.");
    }
}
