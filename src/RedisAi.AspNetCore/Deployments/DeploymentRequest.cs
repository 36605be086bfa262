namespace RedisAi.AspNetCore.Deployments;

/// <summary>What a client asks to be deployed.</summary>
/// <param name="Name">The name; null where the address has it.</param>
/// <param name="ModelUri">Where the model is; null where it comes with the request, or stays.</param>
/// <param name="Flavor">The flavour to run; null for the first that runs.</param>
/// <param name="Config">The settings, as texts.</param>
/// <param name="IsUpload">Whether the body is an archive, which was not read yet.</param>
internal sealed record DeploymentRequest(string? Name, string? ModelUri, string? Flavor, IReadOnlyDictionary<string, string> Config, bool IsUpload);
