namespace RedisAi.Cli.Deployments;

/// <summary>What is to be deployed, as it was typed.</summary>
/// <param name="Name">The name of the deployment.</param>
/// <param name="ModelUri">Where the model is, as in <c>models:/resnet@champion</c>; null where the model stays and only its configuration changes.</param>
/// <param name="Flavor">MLflow's name of the flavour; null for any that the model has.</param>
/// <param name="Config">Keys and values, all of them texts.</param>
internal sealed record DeploymentRequest(string Name, string? ModelUri, string? Flavor, IReadOnlyDictionary<string, string> Config);
