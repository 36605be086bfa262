using RedisAi.MLflow;
using RedisAi.MLflow.Folders;
using RedisAi.MLflow.Resolution;

namespace RedisAi.AspNetCore.Deployments;

/// <summary>Which models clients may name by an address, and where what they name may lead.</summary>
/// <param name="client">Knows the servers of the application.</param>
/// <param name="options">What is permitted besides.</param>
internal sealed class PermittedModels(Lazy<MlflowClient> client, MlflowDeploymentsOptions options) : IPermittedPlaces
{
    /// <exception cref="MlflowException">It is no address, or not permitted.</exception>
    public void Check(string modelUri)
    {
        MlflowUri uri = MlflowUri.Parse(modelUri);
        if (!Has(uri))
        {
            throw new MlflowException(
                uri.Kind == MlflowUriKind.LocalFolder
                    ? $"The address '{uri}' names a folder of the server's machine, which its application does not permit. Upload the model's folder as an archive, or name a model of its MLflow server: models:/NAME/1, models:/NAME@alias or runs:/RUN/path."
                    : $"The address '{uri}' names another MLflow server than the application's, which does not permit that. Upload the model's folder as an archive.",
                MlflowErrorCodes.PermissionDenied);
        }
    }

    /// <inheritdoc/>
    public bool Has(MlflowUri place) => place.Kind == MlflowUriKind.LocalFolder
        ? options.LocalFolders.Any(folder => IsIn(folder, place.Path))
        : options.AllowOtherServers || client.Value.IsOfOwnServers(place);

    private static bool IsIn(string root, string path) =>
        Path.IsPathFullyQualified(path) && FolderPath.Find(root, Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/')) is not null;
}
