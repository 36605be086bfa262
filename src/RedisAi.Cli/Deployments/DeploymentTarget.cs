using RedisAi.Cli.CommandLine;

namespace RedisAi.Cli.Deployments;

/// <summary>Where models are deployed, as it was typed: a server, or this process.</summary>
/// <param name="Text">What was typed, or what the environment says.</param>
internal sealed record DeploymentTarget(string Text)
{
    /// <summary>MLflow's own variable for what is not typed.</summary>
    public const string Variable = "MLFLOW_DEPLOYMENTS_TARGET";

    private const string Local = "local";

    public bool IsLocal => Text is Local or $"{Local}:";

    /// <exception cref="CliException">Nothing says where.</exception>
    public static DeploymentTarget Of(string? typed, Func<string, string?> environment) =>
        new(typed is { Length: > 0 } ? typed : environment(Variable) is { Length: > 0 } set ? set : throw CliException.NotUnderstood(
            $"Option '--target' is required, as in -t redisai://host:port, or the variable {Variable}."));

    /// <summary>For what needs a place where deployments stay.</summary>
    public void ThrowIfLocal()
    {
        if (IsLocal)
        {
            throw CliException.NotUnderstood(
                "Nothing stays deployed in a process that ends. 'redisai deployments run-local' serves a model until it is interrupted, 'predict -t local -m URI' runs one once, and -t redisai://host:port deploys to a server.");
        }
    }
}
