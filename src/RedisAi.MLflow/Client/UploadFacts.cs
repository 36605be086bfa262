using RedisAi.MLflow.Folders;

namespace RedisAi.MLflow.Client;

/// <summary>Finds out what a model is that came without an address, by what its folder says: nobody has checked that.</summary>
internal static class UploadFacts
{
    /// <summary>MLflow's client writes it beside a model that it downloads from a registry.</summary>
    private const string RegistrationFile = "registered_model_meta";

    private const string UploadScheme = "upload";

    /// <param name="folder">The folder.</param>
    /// <param name="digest">The SHA-256 of its files, by which it is called where the folder says nothing.</param>
    /// <param name="identity">What it is kept under.</param>
    /// <exception cref="MlflowException">The folder is none of MLflow's.</exception>
    public static ResolvedModel Read(string folder, string digest, string identity)
    {
        MlflowModelDescription description = MlModelFile.Read(folder);
        (string? name, string? version) = ReadRegistration(folder);
        return new ResolvedModel(AddressOf(name, version, description, digest), identity)
        {
            ModelId = description.ModelId,
            Name = name,
            Version = version,
            RunId = description.RunId,
        };
    }

    private static (string? Name, string? Version) ReadRegistration(string folder)
    {
        string path = Path.Combine(folder, RegistrationFile);
        if (!File.Exists(path))
        {
            return default;
        }

        YamlSection file = MlModelFile.Open(path);
        return (file.Text("model_name"), file.Text("model_version"));
    }

    private static MlflowUri AddressOf(string? name, string? version, MlflowModelDescription description, string digest)
    {
        string?[] candidates =
        [
            name is not null && version is not null ? $"models:/{name}/{version}" : null,
            description.ModelId is { } modelId ? $"models:/{modelId}" : null,
            description is { RunId: { } run, ArtifactPath: { } path } ? $"runs:/{run}/{path}" : null,
        ];
        foreach (string? candidate in candidates)
        {
            if (MlflowUri.TryParse(candidate, out MlflowUri? uri))
            {
                return uri;
            }
        }

        return new MlflowUri(MlflowUriKind.OtherStore, $"{UploadScheme}:{digest}") { Scheme = UploadScheme };
    }
}
