using RedisAi.MLflow.Folders;

namespace RedisAi.MLflow.Flavours;

/// <summary>A folder as a flavour looks into it.</summary>
/// <param name="Root">Its full path.</param>
/// <param name="Description">What its file <c>MLmodel</c> says.</param>
internal sealed record FlavorFolder(string Root, MlflowModelDescription Description)
{
    /// <summary>Finds a file or a folder that is named within, whether it is there or not.</summary>
    /// <exception cref="MlflowException">It would be outside.</exception>
    public string Resolve(string name) => FolderPath.Find(Root, name)
        ?? throw new MlflowException($"The folder '{Root}' names '{name}', which is not within it; only files within the folder are read.", MlflowErrorCodes.InvalidParameterValue);

    /// <summary>Finds a file that must be there.</summary>
    /// <exception cref="MlflowException">It is not there, or would be outside.</exception>
    public string RequireFile(string name)
    {
        string path = Resolve(name);
        return File.Exists(path) ? path : throw Missing(name);
    }

    /// <summary>A file that the model needs, and that is not there.</summary>
    public MlflowException Missing(string name) => new(
        $"The model in '{Root}' needs the file '{name}', which is not there. The folder was not copied whole, or was written without it: log the model again.",
        MlflowErrorCodes.ResourceDoesNotExist);

    /// <summary>A model of a kind that cannot be run.</summary>
    public MlflowException Unusable(string what) => new($"The model in '{Root}' {what}", MlflowErrorCodes.InvalidParameterValue);
}
