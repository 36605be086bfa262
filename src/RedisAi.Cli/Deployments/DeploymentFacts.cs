namespace RedisAi.Cli.Deployments;

/// <summary>A deployment, as a target tells of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Flavor">The flavour that it has of the model.</param>
/// <param name="Others">What else there is to tell, in the order to be shown: the source, the device, the version and so on.</param>
internal sealed record DeploymentFacts(string Name, string Flavor, IReadOnlyList<KeyValuePair<string, string>> Others);
