using System.CommandLine;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Targets;

namespace RedisAi.Cli.Deployments;

/// <summary>The options of the commands on deployments, by MLflow's names.</summary>
internal sealed class DeploymentOptions
{
    private readonly Option<string> _target = new("--target", "-t")
    {
        Description = $"Where it is deployed: redisai://[user:password@]host[:port], or local; {DeploymentTarget.Variable} unless said",
        HelpName = "target",
    };

    private readonly TargetOptions _server = new();

    public IEnumerable<Symbol> Target => [_target, _server.AuthoritiesOption];

    public Option<string> Name { get; } = new("--name") { Description = "The name of the deployment", HelpName = "name", Required = true };

    public Option<string> Flavor { get; } = new("--flavor", "-f") { Description = "Which flavour of the model; one that it has unless said", HelpName = "flavor" };

    public Option<string[]> Config { get; } = new("--config", "-C")
    {
        Description = "A setting of the target, as in batchsize=8; may be given several times. 'redisai deployments help' tells which there are",
        HelpName = "key=value",
        Arity = ArgumentArity.OneOrMore,
    };

    public Option<string> Input { get; } = new("--input-path", "-I") { Description = "The input as JSON, in one of MLflow's forms; - for standard input", HelpName = "file", Required = true };

    public Option<string> Output { get; } = new("--output-path", "-O") { Description = "The file that gets the answer, instead of standard output", HelpName = "file" };

    /// <summary>Where the model is.</summary>
    public static Option<string> ModelUri(bool isRequired) => new("--model-uri", "-m")
    {
        Description = "The model, as in models:/NAME@ALIAS, models:/NAME/VERSION, runs:/ID/PATH or a folder",
        HelpName = "uri",
        Required = isRequired,
    };

    /// <summary>What was typed.</summary>
    /// <exception cref="CliException">It makes no sense.</exception>
    public DeploymentRequest Request(CommandCall call, Option<string> modelUri)
    {
        string? uri = call.Typed.GetValue(modelUri);
        string? flavor = call.Typed.GetValue(Flavor);
        return flavor is not null && uri is null
            ? throw CliException.NotUnderstood("A flavour is one of a model: with --flavor there must be --model-uri.")
            : new DeploymentRequest(call.Typed.GetRequiredValue(Name), uri, flavor, Settings(call));
    }

    /// <summary>The settings of the target that were typed.</summary>
    /// <exception cref="CliException">They have no form.</exception>
    public IReadOnlyDictionary<string, string> Settings(CommandCall call) => KeyValueTexts.Parse("--config", call.Typed.GetValue(Config) ?? []);

    /// <summary>Where it is deployed.</summary>
    /// <exception cref="CliException">Nothing says where.</exception>
    public DeploymentTarget TargetOf(CommandCall call) => DeploymentTarget.Of(call.Typed.GetValue(_target), call.Services.Environment);

    /// <summary>Connects to the server that was typed.</summary>
    /// <exception cref="CliException">It is none.</exception>
    public async Task<DeploymentSession> OpenAsync(CommandCall call)
    {
        DeploymentTarget target = TargetOf(call);
        target.ThrowIfLocal();
        return await DeploymentSession.OfAsync(await _server.ConnectAsync(call, target.Text).ConfigureAwait(false), call).ConfigureAwait(false);
    }
}
